#include "tables/store/writer.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>
#include <set>
#include <utility>

#include "tables/damaged_data.hpp"
#include "tables/ingestion_time.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

/// How long whoever first looks at what is left in the log waits for its parts to be merged, at most.
constexpr std::chrono::seconds first_merges{1};

}  // namespace

Writer::Writer(const std::string& folder, std::shared_ptr<const SchemaSet> schemas, WriterOptions options)
    : layout_{folder}, schemas_(std::move(schemas)), options_(std::move(options)), files_(options_.faults), seed_(std::random_device{}()) {
  const bool fresh = layout_.last_log() == 0;
  // A folder with other things in it is hardly meant: /var has a folder "log", too.
  if (const std::string foreign = fresh ? foreign_file(layout_) : std::string(); !foreign.empty())
    throw StoreError(layout_.folder + ": holds no store and is not empty (there is " + foreign + "); name a folder of its own for the store");
  files_.make_folder(layout_.log());
  files_.make_folder(layout_.segments());
  if (fresh) {
    files_.sync_folder(layout_.folder);
    files_.sync_folder(std::filesystem::absolute(layout_.folder).lexically_normal().parent_path().string());
  }
  lock_ = std::make_unique<Lock>(layout_.lock(), options_.holder);
  const std::uint64_t last = layout_.last_log();
  if (last == 0) {
    log_ = LogWriter::create(files_, layout_.log(), 1, 1, Change{});
  } else {
    const auto logged = read_state(layout_, last);
    if (!logged) throw StoreError(layout_.log(last) + ": it was there and is gone");
    if (logged->end.number != last) throw DamagedData(layout_.log(last) + ": damaged: it is log " + std::to_string(logged->end.number) + " under another's name");
    state_ = std::move(logged->state);
    log_ = LogWriter::resume(files_, layout_.log(), logged->end);
  }
  next_segment_ = state_.next_segment;
  last_stamp_ = state_.last_stored;
  remove_orphans();
}

Writer::~Writer() = default;

/// Files that no log names: what a writer that died had begun, or did not come to remove.
void Writer::remove_orphans() {
  namespace fs = std::filesystem;
  std::set<std::string> names;
  for (const auto& [number, entry] : state_.segments) names.insert(fs::path(layout_.segment(number)).filename().string());
  std::vector<std::string> orphans;
  std::error_code error;
  for (auto entry = fs::directory_iterator(layout_.segments(), error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (is_store_file(name) && !names.contains(name)) orphans.push_back(entry->path().string());
  }
  for (auto entry = fs::directory_iterator(layout_.log(), error); !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (is_store_file(name) && name != log_name(log_->number())) orphans.push_back(entry->path().string());
  }
  for (const std::string& path : orphans) files_.remove(path);
}

void Writer::check_alive() const {
  if (!failure_.empty()) throw StoreError(failure_);
}

std::uint64_t Writer::take_number() {
  const std::lock_guard lock(mutex_);
  check_alive();
  return next_segment_++;
}

SegmentEntry Writer::write_segment_file(std::uint64_t number, const TableSchema& schema, std::span<const Vector> columns, std::int64_t stored_from,
                                        std::int64_t stored_to) {
  SegmentEntry entry;
  entry.number = number;
  entry.table = schema.name;
  entry.rows = columns.front().size();
  if (const auto range = time_range(schema, columns)) {
    entry.min_time = range->min;
    entry.max_time = range->max;
  }
  entry.stored_from = stored_from;
  entry.stored_to = stored_to;
  const std::string bytes = write_segment(schema, columns);
  entry.bytes = bytes.size();
  const auto file = files_.create(layout_.segment(number));
  files_.write(*file, bytes);
  files_.sync(*file);
  return entry;
}

/// One append between the look for duplicates and its end.
class Writer::Turn {
 public:
  Turn(Writer& writer, std::int64_t now) : writer_(writer) {
    const std::lock_guard lock(writer_.mutex_);
    writer_.check_alive();
    number_ = writer_.next_turn_++;
    writer_.turns_.insert(number_);
    writer_.unqueued_.insert(number_);
    stamp_ = writer_.last_stamp_ = std::max(now, writer_.last_stamp_ + 1);
  }
  ~Turn() { end(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  void end() {
    const std::lock_guard lock(writer_.mutex_);
    writer_.turns_.erase(number_);
    writer_.unqueued_.erase(number_);
    writer_.changed_.notify_all();
  }
  /// When the append happens, in ticks: later than all earlier turns' time.
  [[nodiscard]] std::int64_t stamp() const { return stamp_; }
  /// Waits until every earlier turn's change is in the queue, or will never be.
  void wait_for_earlier(std::unique_lock<std::mutex>& lock) {
    writer_.changed_.wait(lock, [&] { return !writer_.failure_.empty() || *writer_.unqueued_.begin() == number_; });
    writer_.check_alive();
  }
  void queued() {
    writer_.unqueued_.erase(number_);
    writer_.changed_.notify_all();
  }
  /// Ends, and returns when those that began earlier have: what counted as a duplicate of theirs is then on the disk.
  void end_behind_earlier() {
    end();
    std::unique_lock lock(writer_.mutex_);
    writer_.changed_.wait(lock, [&] { return !writer_.failure_.empty() || writer_.turns_.empty() || *writer_.turns_.begin() > number_; });
    writer_.check_alive();
  }

 private:
  Writer& writer_;
  std::uint64_t number_ = 0;
  std::int64_t stamp_ = 0;
};

namespace {

/// A table's schema with the column that says when rows arrived.
TableSchema with_ingestion_time(const TableSchema& schema) {
  TableSchema stamped;
  stamped.name = schema.name;
  stamped.columns = schema.columns;
  stamped.columns.push_back({std::string(ingestion_time_column), Type::datetime, {}, {}, true});
  return stamped;
}

}  // namespace

AppendReport Writer::append(std::vector<TableRows> rows, std::vector<SourceRange> sources, std::int64_t now) {
  Turn turn(*this, now);
  AppendReport report;
  Change change;
  change.stored = turn.stamp();
  change.sources = std::move(sources);
  auto batches = std::make_shared<std::vector<std::string>>();
  bool files = false;
  try {
    for (TableRows& table : rows) {
      remove_duplicates(table, report);
      const std::size_t count = table.columns.empty() ? 0 : table.columns.front().size();
      if (count == 0) continue;
      report.rows[table.schema->name] += count;
      sort_by_time(*table.schema, table.columns);
      const TableSchema stamped = with_ingestion_time(*table.schema);
      table.columns.push_back(Vector::constant(Value::datetime(turn.stamp()), count));
      if (count >= options_.direct_rows) {
        change.added.push_back(write_segment_file(take_number(), stamped, table.columns, turn.stamp(), turn.stamp()));
        files = true;
      } else {
        batches->push_back(write_segment(stamped, table.columns));
      }
    }
    if (files) files_.sync_folder(layout_.segments());
  } catch (const StoreError& error) {
    // Events that count as known were not stored.
    const std::lock_guard lock(mutex_);
    if (failure_.empty()) failure_ = error.what();
    throw;
  }
  for (const std::string& batch : *batches) change.batches.push_back(batch);
  if (!change.added.empty() || !change.batches.empty() || !change.sources.empty()) commit(change, batches, turn);
  if (report.duplicates > 0) turn.end_behind_earlier();
  return report;
}

void Writer::remove_duplicates(TableRows& rows, AppendReport& report) {
  if (rows.columns.empty()) return;
  const std::vector<Fingerprint> events = fingerprints(*rows.schema, rows.columns, seed_);
  if (events.empty()) return;
  std::vector<std::uint32_t> fresh;
  fresh.reserve(events.size());
  {
    const std::lock_guard lock(events_mutex_);
    RecentEvents& recent = recent_events(*rows.schema);
    for (std::uint32_t i = 0; i < events.size(); ++i) {
      if (recent.add(events[i])) fresh.push_back(i);
    }
  }
  if (fresh.size() == events.size()) return;
  report.duplicates += events.size() - fresh.size();
  for (Vector& column : rows.columns) column = column.gather(fresh);
}

/// The table's known events; at first those of its newest segments.
RecentEvents& Writer::recent_events(const TableSchema& schema) {
  const auto found = recent_.find(schema.name);
  if (found != recent_.end()) return found->second;
  RecentEvents events(options_.duplicate_window);
  std::vector<StoredTable::Part> parts;
  {
    const std::lock_guard lock(mutex_);
    parts = current_snapshot()->parts(schema.name);
  }
  std::size_t rows = 0;
  auto first = parts.end();
  while (first != parts.begin() && rows < options_.duplicate_window) rows += (--first)->rows;
  parts.erase(parts.begin(), first);
  const auto table = make_table_apart(schema.name, &schema, std::move(parts));
  for (const auto& segment : table->segments()) {
    std::vector<Vector> columns;
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
      const bool named = std::find(schema.identity.begin(), schema.identity.end(), schema.columns[i].name) != schema.identity.end();
      columns.push_back(named ? segment->read(i, 0, segment->size()) : Vector::null(schema.columns[i].type, segment->size()));
    }
    for (const Fingerprint& event : fingerprints(schema, columns, seed_)) events.add(event);
  }
  return recent_.emplace(schema.name, std::move(events)).first->second;
}

void Writer::commit(const Change& change, std::shared_ptr<const void> owner, Turn& turn) {
  Pending mine{encode_change(change), &change, std::move(owner), false};
  std::unique_lock lock(mutex_);
  turn.wait_for_earlier(lock);
  pending_.push_back(&mine);
  turn.queued();
  while (!mine.done) {
    if (!failure_.empty() && std::find(pending_.begin(), pending_.end(), &mine) != pending_.end()) {
      std::erase(pending_, &mine);
      check_alive();
    }
    if (writing_) {
      changed_.wait(lock);
    } else {
      write_pending(lock);
    }
  }
  if (writing_ || !failure_.empty()) return;
  const bool full = log_->bytes() >= options_.log_bytes;
  const bool apart = !full && looked_at_ && std::chrono::steady_clock::now() >= next_merge_ && too_many_parts(state_.batches, pool_, part_limits());
  lock.unlock();
  if (full) seal();
  if (apart) merge_log_parts();
}

void Writer::merge_log_parts() {
  exclusively([this] {
    const auto begin = std::chrono::steady_clock::now();
    auto merged = with_fewer_parts(state_.batches, pool_, part_limits());
    const auto end = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    next_merge_ = end + options_.log_merge_pause * (end - begin);
    state_.batches = std::move(merged);
    snapshot_old_ = true;
    // What is left is merged behind the next append.
    looked_at_ = too_many_parts(state_.batches, pool_, part_limits());
  });
}

/// The changes of all who wait, with one write.
void Writer::write_pending(std::unique_lock<std::mutex>& lock) {
  writing_ = true;
  const std::vector<Pending*> group = std::move(pending_);
  pending_.clear();
  std::vector<std::string> encoded;
  for (Pending* pending : group) encoded.push_back(std::move(pending->encoded));
  lock.unlock();
  std::string failure;
  std::uint64_t sequence = 0;
  try {
    sequence = log_->add(encoded);
  } catch (const StoreError& error) {
    failure = error.what();
  }
  lock.lock();
  writing_ = false;
  if (failure.empty()) {
    for (Pending* pending : group) {
      state_.apply(*pending->change, sequence++, pending->owner);
      pending->done = true;
    }
    snapshot_old_ = true;
  } else {
    if (failure_.empty()) failure_ = failure;
    for (Pending* pending : group) pending_.push_back(pending);
  }
  changed_.notify_all();
}

template <typename F>
void Writer::exclusively(F&& f) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !writing_; });
  check_alive();
  writing_ = true;
  lock.unlock();
  std::exception_ptr failure;
  try {
    f();
  } catch (const std::exception& error) {
    failure = std::current_exception();
    const std::lock_guard again(mutex_);
    if (failure_.empty()) failure_ = error.what();
  }
  lock.lock();
  writing_ = false;
  changed_.notify_all();
  lock.unlock();
  if (failure) std::rethrow_exception(failure);
}

std::vector<SegmentEntry> Writer::seal_batches() {
  std::map<std::string, std::vector<const LogBatch*>> tables;
  for (const LogBatch& batch : state_.batches) tables[pool_.open(batch)->image().table()].push_back(&batch);
  std::vector<SegmentEntry> added;
  for (const auto& [table, batches] : tables) {
    for (std::size_t begin = 0; begin < batches.size();) {
      std::size_t end = begin;
      for (std::size_t rows = 0; end < batches.size() && (end == begin || rows < options_.segment_rows); ++end) rows += pool_.open(*batches[end])->image().rows();
      added.push_back(write_segment_file(merge_batches(std::span(batches).subspan(begin, end - begin), pool_)));
      begin = end;
    }
  }
  return added;
}

/// The segments' files are synced, the new log is there wholly or not at all, and only then are the old files removed.
void Writer::roll(std::vector<std::uint64_t> removed, std::vector<SegmentEntry> added) {
  if (!added.empty()) files_.sync_folder(layout_.segments());
  Change change;
  change.removed = removed;
  change.added = std::move(added);
  State next = state_;
  next.batches.clear();
  next.apply(change, 0, nullptr);
  {
    const std::lock_guard lock(mutex_);
    next.next_segment = std::max(next.next_segment, next_segment_);
  }
  const std::uint64_t old = log_->number();
  auto log = LogWriter::create(files_, layout_.log(), old + 1, log_->next_sequence(), next.checkpoint());
  {
    const std::lock_guard lock(mutex_);
    log_ = std::move(log);
    state_ = std::move(next);
    snapshot_old_ = true;
  }
  files_.remove(layout_.log(old));
  for (const std::uint64_t number : removed) files_.remove(layout_.segment(number));
}

void Writer::seal() {
  exclusively([this] {
    if (state_.batches.empty()) return;
    std::vector<std::uint64_t> removed;
    std::vector<SegmentEntry> added = seal_batches();
    for (const SegmentGroup& group : equally_small_segments(state_.segments, options_.segment_rows)) {
      std::optional<StoredRows> merged;
      try {
        merged = merge_segments(group);
      } catch (const std::runtime_error&) {
        continue;  // evidence that cannot be read is no reason to take no more of it; a query or `store verify` says what is wrong
      }
      added.push_back(write_segment_file(*merged));
      for (const SegmentEntry& entry : group) removed.push_back(entry.number);
    }
    roll(std::move(removed), std::move(added));
  });
}

StoredRows Writer::merge_segments(const SegmentGroup& group) {
  std::vector<StoredTable::Part> parts;
  std::int64_t from = group.front().stored_from;
  std::int64_t to = group.front().stored_to;
  for (const SegmentEntry& entry : group) {
    auto segment = pool_.open(layout_, entry);
    if (!segment) throw DamagedData(layout_.segment(entry.number) + ": is missing");
    parts.push_back({std::move(segment), entry.rows, std::nullopt});
    from = std::min(from, entry.stored_from);
    to = std::max(to, entry.stored_to);
  }
  return {merge(group.front().table, std::move(parts)), from, to};
}

SegmentEntry Writer::write_segment_file(const StoredRows& rows) {
  return write_segment_file(take_number(), rows.rows.schema, rows.rows.columns, rows.stored_from, rows.stored_to);
}

Writer::CompactReport Writer::compact() {
  seal();
  CompactReport report;
  exclusively([&] {
    for (const auto& [number, entry] : state_.segments) {
      ++report.segments_before;
      report.bytes_before += entry.bytes;
    }
    std::vector<std::uint64_t> removed;
    std::vector<SegmentEntry> added;
    for (const SegmentGroup& group : all_small_segments(state_.segments, options_.segment_rows)) {
      added.push_back(write_segment_file(merge_segments(group)));
      for (const SegmentEntry& entry : group) removed.push_back(entry.number);
    }
    if (!removed.empty()) roll(std::move(removed), std::move(added));
    for (const auto& [number, entry] : state_.segments) {
      ++report.segments_after;
      report.bytes_after += entry.bytes;
    }
  });
  return report;
}

Writer::DropReport Writer::drop_before(std::int64_t ticks) {
  seal();
  DropReport report;
  exclusively([&] {
    std::vector<std::uint64_t> removed;
    for (const auto& [number, entry] : state_.segments) {
      const std::int64_t last = entry.min_time <= entry.max_time ? entry.max_time : entry.stored_to;
      if (last >= ticks) continue;
      removed.push_back(number);
      ++report.segments;
      report.rows += entry.rows;
      report.bytes += entry.bytes;
    }
    if (!removed.empty()) roll(std::move(removed), {});
  });
  return report;
}

const std::shared_ptr<const Snapshot>& Writer::current_snapshot() {
  if (!snapshot_ || snapshot_old_) {
    // The last one is kept until then: most of what it has opened is opened again.
    auto made = Snapshot::make(layout_, state_, schemas_, pool_);
    if (!made) throw DamagedData(layout_.segments() + ": damaged: a segment that the log names is missing; 'kelpie store verify' says which");
    snapshot_ = std::move(made);
    snapshot_old_ = false;
  }
  return snapshot_;
}

std::shared_ptr<const Snapshot> Writer::snapshot() {
  std::unique_lock lock(mutex_);
  looked_at_ = true;
  // What the last writer left in the log is in parts of single appends; of very many some have to wait.
  if (!std::exchange(ever_looked_at_, true)) {
    const auto begin = std::chrono::steady_clock::now();
    while (failure_.empty() && std::chrono::steady_clock::now() - begin < first_merges && too_many_parts(state_.batches, pool_, part_limits())) {
      lock.unlock();
      merge_log_parts();
      lock.lock();
    }
  }
  return current_snapshot();
}

SourceProgress Writer::progress(const std::string& source) {
  const std::lock_guard lock(mutex_);
  const auto found = state_.sources.find(source);
  return found == state_.sources.end() ? SourceProgress() : found->second;
}

}  // namespace kelpie::tables::store
