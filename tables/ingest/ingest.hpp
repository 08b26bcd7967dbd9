#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "tables/loader.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::tables {

class DeadLetters;

struct IngestOptions {
  /// 0: one for each processor.
  unsigned threads = 0;
  /// Log Analytics workspace id: what the column TenantId holds where the event has none.
  std::string workspace_id;
  /// A record beyond this is refused.
  std::size_t max_record_bytes = std::size_t{64} << 20;
  /// Refused records that the report describes; all are counted.
  std::size_t max_reported = 100;
  /// Where refused records are written; may be null.
  DeadLetters* dead_letters = nullptr;
  /// A thread stores what it has read after so many bytes of input or rows.
  std::uint64_t flush_bytes = std::uint64_t{256} << 20;
  std::size_t flush_rows = std::size_t{256} << 10;
  /// Of a stream: events wait so long for others to be stored together with.
  std::chrono::milliseconds stream_delay{10};
  /// Files and folders are watched for more until `stop` is set.
  bool follow = false;
  std::chrono::milliseconds follow_pause{500};
  /// Set by another thread or a signal: what was read is stored, then ingest() returns. May be null.
  const std::atomic<bool>* stop = nullptr;
  /// When rows are stored, in ticks.
  std::function<std::int64_t()> now;
  /// Called now and then, from one thread at a time, with bytes read and bytes in all.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
};

/// What became of one append: it is on the disk.
struct Stored {
  std::uint64_t rows = 0;
  std::uint64_t duplicates = 0;
  /// Of a stream: all records that end before this byte of it are dealt with.
  std::uint64_t stream_bytes = 0;
};

struct IngestReport {
  std::map<std::string, std::uint64_t> rows;  // stored, by table
  std::uint64_t duplicates = 0;
  std::uint64_t files = 0;    // of which something was read
  std::uint64_t unchanged = 0;  // files that were read before and have not grown
  std::uint64_t bytes = 0;
  std::uint64_t rejected = 0;
  std::vector<RejectedRecord> first_rejected;
  std::uint64_t repaired = 0;
  std::vector<UnreadableValues> unreadable;
  /// Files whose last line has no end yet; it is read when it has.
  std::vector<std::string> incomplete;
};

/// Reads events into a store. Form and table are recognised as load() does. Of a file with a record a line what is new since it was last read is read; any other
/// file that has changed is read again as a whole, and known events of it are duplicates. Compressed files and folders as for load();
/// "-" is standard input, of which lines are stored as they come.
class Ingest {
 public:
  /// All must outlive it.
  Ingest(const SchemaSet& schemas, store::Writer& writer, IngestOptions options);
  ~Ingest();
  Ingest(const Ingest&) = delete;
  Ingest& operator=(const Ingest&) = delete;

  /// Called after each append, from one thread at a time.
  void on_stored(std::function<void(const Stored&)> told);
  /// Returns when everything is read and stored, or `stop` was set. Nothing is thrown for bad input: see the report. Throws what the writer
  /// throws; what on_stored() was told of is kept.
  IngestReport run(std::span<const LoadSource> sources);

 private:
  class Run;
  std::unique_ptr<Run> run_;
};

}  // namespace kelpie::tables
