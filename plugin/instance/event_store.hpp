#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "rules/runtime/event_stream.hpp"
#include "tables/dead_letters.hpp"
#include "tables/ingest/event_intake.hpp"
#include "tables/schema_set.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::plugin {

/// The store of an instance: one writer, and what readers see. After a write that failed (a full disk) it is opened
/// anew, while readers go on with what they had. Thread-safe but for the intake, which is one thread's.
class EventStore final : public rules::EventStream {
 public:
  struct Options {
    std::string folder;
    std::string holder;
    std::string workspace_id;
    std::string source;  // of refused events
    std::uint64_t event_bytes = 0;
    std::string dead_letters;  // file; empty: none
    std::function<std::int64_t()> now;
    std::size_t max_reported = 100;     // refused events that the intake describes at once
    tables::store::FaultHook faults{};  // for tests
  };
  /// Throws StoreError and DamagedData, PluginError where the file of refused events cannot be written.
  EventStore(Options options, std::shared_ptr<const tables::SchemaSet> schemas);

  [[nodiscard]] std::shared_ptr<const tables::Catalog> snapshot() override;
  [[nodiscard]] std::optional<std::int64_t> newest_arrival(const tables::Catalog& snapshot) const override;
  [[nodiscard]] const tables::SchemaSet& schemas() const { return *schemas_; }

  /// Bytes of an event at most.
  [[nodiscard]] std::uint64_t event_bytes() const { return options_.event_bytes; }

  /// For the intake thread. Throws StoreError when the store is not open.
  [[nodiscard]] tables::EventIntake& intake();
  /// Closes the writer that failed.
  void close();
  /// Opens it again. Throws StoreError and DamagedData.
  void reopen();
  /// What was refused is in its file; where that fails, why.
  [[nodiscard]] std::string flush_dead_letters();
  /// What was read of a source. Throws StoreError when the store is not open.
  [[nodiscard]] tables::store::SourceProgress progress(const std::string& source);
  /// Drops what is older, in ticks. Throws StoreError.
  void drop_before(std::int64_t ticks);

 private:
  const Options options_;
  std::shared_ptr<const tables::SchemaSet> schemas_;
  std::mutex mutex_;  // over what follows
  std::shared_ptr<tables::store::Writer> writer_;
  std::shared_ptr<const tables::Catalog> last_;
  std::unique_ptr<tables::DeadLetters> dead_letters_;
  std::unique_ptr<tables::EventIntake> intake_;
};

}  // namespace kelpie::plugin
