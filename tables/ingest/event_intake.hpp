#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tables/ingest/ingest.hpp"
#include "tables/readers/sniff.hpp"

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

  /// Events that are handed over at once, where more is known of them than their table.
  struct Handed {
    std::string_view events;
    std::string_view table;  // of events that do not say it, may be empty
    readers::Sniffed::Layout layout = readers::Sniffed::Layout::lines;
    std::string_view from;  // names where they come from, for records that are refused
    /// Where they are a part of something larger: what is before them there.
    std::uint64_t lines_before = 0, bytes_before = 0;
  };
  struct HandedRead {
    std::uint64_t rows = 0;
    std::uint64_t refused = 0;
    std::vector<RejectedRecord> first_refused;  // as many as `max_reported`; lines and offsets of the whole
  };
  /// The same; what is refused is described by the result and not by take_refused().
  HandedRead read(const Handed& handed);
  /// Rows that wait.
  [[nodiscard]] std::uint64_t waiting() const;
  /// Returns when they are on the disk. Throws what the writer throws; the rows are forgotten then, and whoever handed
  /// them over still has them.
  Stored store();
  /// The same, and with the rows that these ranges of sources are read: both or neither.
  Stored store(std::vector<store::SourceRange> sources);
  /// The first records that were refused since the last call, and why; as many as `max_reported`.
  [[nodiscard]] std::vector<RejectedRecord> take_refused();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace kelpie::tables
