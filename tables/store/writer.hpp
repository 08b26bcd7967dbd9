#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tables/schema_set.hpp"
#include "tables/store/duplicates.hpp"
#include "tables/store/files.hpp"
#include "tables/store/lock.hpp"
#include "tables/store/log.hpp"
#include "tables/store/log_parts.hpp"
#include "tables/store/merge.hpp"
#include "tables/store/segment_groups.hpp"
#include "tables/store/snapshot.hpp"

namespace kelpie::tables::store {

struct WriterOptions {
  /// Who writes, for others that find the store locked.
  std::string holder = "a process";
  /// Rows of one table in one append() from which on they become a segment of their own at once; fewer go to the log.
  std::size_t direct_rows = 16 * 1024;
  /// Bytes of the log at which its rows become segments and a new one is begun.
  std::uint64_t log_bytes = std::uint64_t{64} << 20;
  /// When the log's parts are merged in memory, where snapshots are asked for between appends.
  std::size_t log_parts = LogPartLimits().parts;
  /// How many times as long as such a merge took nothing is merged after it: with 3, appends are slowed by a fourth at most.
  int log_merge_pause = 3;
  /// Rows of a segment that merging makes at most.
  std::size_t segment_rows = 256 * 1024;
  /// At least so many of the last events of each table are known: a delivery of one of them is a duplicate.
  std::size_t duplicate_window = std::size_t{2} << 20;
  FaultHook faults;
};

/// Rows of one table, in columns of its schema.
struct TableRows {
  const TableSchema* schema = nullptr;
  std::vector<Vector> columns;
};

struct AppendReport {
  std::map<std::string, std::uint64_t> rows;  // stored, by table
  std::uint64_t duplicates = 0;               // left out
};

/// The one that adds to a store. Rows are only added; none is changed, and none is removed but with its whole segment when it is too old. Thread-safe;
/// appends of several threads share one write and one sync. After a failed write nothing more is taken: every call throws what the first one
/// threw. What was acknowledged stays.
class Writer {
 public:
  /// Makes the store where there is none. Throws StoreError (locked, another format, no right to write) and DamagedData.
  Writer(const std::string& folder, std::shared_ptr<const SchemaSet> schemas, WriterOptions options = {});
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Returns when the rows are on the disk, and with them that the sources' ranges are read: both or neither. `now` is when they are stored,
  /// in ticks: what ingestion_time_column holds, unless an earlier append has it or a later time; then it is the next tick after that. A reader sees
  /// appends in the order of these times, none before all earlier ones. Rows of events that are there already (WriterOptions::duplicate_window) are left out. Throws StoreError.
  AppendReport append(std::vector<TableRows> rows, std::vector<SourceRange> sources, std::int64_t now);

  /// Makes segments of the rows in the log and begins a new log; of segments that this leaves small, those worth it become one
  /// (equally_small_segments). Throws StoreError, DamagedData.
  void seal();
  struct CompactReport {
    std::size_t segments_before = 0, segments_after = 0;
    std::uint64_t bytes_before = 0, bytes_after = 0;
  };
  /// Seals, then merges segments of few rows. Throws StoreError, DamagedData.
  CompactReport compact();
  struct DropReport {
    std::size_t segments = 0;
    std::uint64_t rows = 0, bytes = 0;
  };
  /// Drops the segments of which every event (by TimeGenerated; where it has none, by when it was stored) is older. Throws StoreError, DamagedData.
  DropReport drop_before(std::int64_t ticks);

  /// What is on the disk now.
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot();
  /// What was read of a source.
  [[nodiscard]] SourceProgress progress(const std::string& source);

 private:
  struct Pending {
    std::string encoded;
    const Change* change = nullptr;
    std::shared_ptr<const void> owner;
    bool done = false;
  };
  class Turn;

  std::uint64_t take_number();
  [[nodiscard]] SegmentEntry write_segment_file(std::uint64_t number, const TableSchema& schema, std::span<const Vector> columns, std::int64_t stored_from,
                                                std::int64_t stored_to);
  /// The snapshot, whoever wants it. The lock is held.
  [[nodiscard]] const std::shared_ptr<const Snapshot>& current_snapshot();
  void remove_duplicates(TableRows& rows, AppendReport& report);
  RecentEvents& recent_events(const TableSchema& schema);
  void commit(const Change& change, std::shared_ptr<const void> owner, Turn& turn);
  void write_pending(std::unique_lock<std::mutex>& lock);
  /// Waits until nobody writes to the log, and calls f as the one who does; what it throws is also what every later call will throw.
  template <typename F>
  void exclusively(F&& f);
  /// Writes the segments that stand for the log's rows, then a new log. Only as the exclusive one.
  void roll(std::vector<std::uint64_t> removed, std::vector<SegmentEntry> added);
  [[nodiscard]] std::vector<SegmentEntry> seal_batches();
  /// The rows of these segments. Throws StoreError, DamagedData.
  [[nodiscard]] StoredRows merge_segments(const SegmentGroup& group);
  [[nodiscard]] SegmentEntry write_segment_file(const StoredRows& rows);
  [[nodiscard]] LogPartLimits part_limits() const { return {options_.log_parts, options_.direct_rows}; }
  void merge_log_parts();
  void remove_orphans();
  void check_alive() const;

  Layout layout_;
  std::shared_ptr<const SchemaSet> schemas_;
  WriterOptions options_;
  Files files_;
  std::uint64_t seed_;
  std::unique_ptr<Lock> lock_;
  SegmentPool pool_;

  std::mutex mutex_;
  std::condition_variable changed_;
  State state_;
  std::unique_ptr<LogWriter> log_;
  std::vector<Pending*> pending_;
  bool writing_ = false;
  std::string failure_;
  std::shared_ptr<const Snapshot> snapshot_;
  bool snapshot_old_ = false;  // the state is not what it was made of
  bool looked_at_ = false;  // since the log's parts were merged
  bool ever_looked_at_ = false;
  std::chrono::steady_clock::time_point next_merge_;  // of the log's parts, at the earliest
  std::uint64_t next_segment_ = 1;
  std::uint64_t next_turn_ = 0;
  std::set<std::uint64_t> turns_;
  std::set<std::uint64_t> unqueued_;  // turns whose change does not wait to be written yet
  std::int64_t last_stamp_ = 0;       // ticks: the last append's time

  std::mutex events_mutex_;
  std::map<std::string, RecentEvents, std::less<>> recent_;
};

}  // namespace kelpie::tables::store
