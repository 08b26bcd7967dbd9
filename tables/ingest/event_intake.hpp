#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/ingest/ingest.hpp"

namespace kelpie::tables {

/// Events that are handed over in memory: read as they come, stored together. What stands between a queue and a store.
/// For one thread at a time.
class EventIntake {
 public:
  /// `source` names where the events come from, for records that are refused. `options` as for Ingest; follow, threads
  /// and progress have no meaning here. Schemas and writer must outlive it.
  EventIntake(const SchemaSet& schemas, store::Writer& writer, IngestOptions options, std::string source);
  ~EventIntake();
  EventIntake(const EventIntake&) = delete;
  EventIntake& operator=(const EventIntake&) = delete;

  struct Read {
    std::uint64_t rows = 0;
    std::uint64_t refused = 0;
  };
  /// Reads JSON values, one a line; their rows wait for store(). `table`: of events that do not say it, may be empty.
  /// Nothing is thrown for bad input: it is counted, described by take_refused(), and goes to the dead letters.
  Read read(std::string_view lines, const std::string& table);
  /// Rows that wait.
  [[nodiscard]] std::uint64_t waiting() const;
  /// Returns when they are on the disk. Throws what the writer throws; the rows are forgotten then, and whoever handed
  /// them over still has them.
  Stored store();
  /// The first records that were refused since the last call, and why; as many as `max_reported`.
  [[nodiscard]] std::vector<RejectedRecord> take_refused();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace kelpie::tables
