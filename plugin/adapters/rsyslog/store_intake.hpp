#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/ingest/event_intake.hpp"
#include "tables/schema_set.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::plugin::rsyslog {

/// A store that is opened again when it fails: a full disk has room some day. For one thread.
class StoreIntake {
 public:
  struct Options {
    std::string store;
    std::shared_ptr<const tables::SchemaSet> schemas;
    tables::store::WriterOptions writing;
    tables::IngestOptions ingest;
    /// What is older is dropped when the store is opened, in ticks; 0: nothing is.
    std::int64_t keep = 0;
    /// Ends waiting, besides IngestOptions::stop. May be empty.
    std::function<bool()> abandoned;
    /// Lines for a person.
    std::function<void(const std::string&)> tell;
  };
  explicit StoreIntake(Options options);

  struct Outcome {
    bool stored = false;
    std::uint64_t rows = 0, duplicates = 0, refused = 0;
    std::vector<tables::RejectedRecord> first_refused;
  };
  /// Tries to open the store for so long. False: it is not open.
  bool open(std::chrono::milliseconds patience);
  /// Reads the lines and returns when their events are on the disk; where the store fails tries again for so long, with
  /// another store of the same path in between. Not stored: whoever called still has them, and what was stored
  /// nevertheless is known as duplicates next time. A record that is refused is in the dead letters once for each
  /// attempt.
  Outcome store(std::string_view lines, const std::string& table, std::chrono::milliseconds patience);

 private:
  bool open_once();
  void fail(const std::string& why);
  bool pause(std::chrono::steady_clock::time_point deadline);

  Options options_;
  std::unique_ptr<tables::store::Writer> writer_;
  std::unique_ptr<tables::EventIntake> intake_;
  std::string told_;  // the last failure: it is told once
};

}  // namespace kelpie::plugin::rsyslog
