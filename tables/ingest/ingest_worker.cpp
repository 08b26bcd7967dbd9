#include "tables/ingest/ingest_worker.hpp"

#include <algorithm>

#include "tables/dead_letters.hpp"
#include "tables/readers/assemble.hpp"
#include "tables/readers/csv_reader.hpp"
#include "tables/readers/document_reader.hpp"

namespace kelpie::tables {

namespace {

void add_unreadable(std::vector<UnreadableValues>& all, readers::TableFiller& filler) {
  for (std::size_t i = 0; i < filler.column_count(); ++i) {
    const readers::ColumnFiller& column = filler.column(i);
    if (column.unreadable() == 0) continue;
    auto at = std::find_if(all.begin(), all.end(), [&](const UnreadableValues& values) {
      return values.table == filler.name() && values.column == filler.column_name(i);
    });
    if (at == all.end()) at = all.insert(all.end(), {filler.name(), filler.column_name(i), 0, column.unreadable_example()});
    at->count += column.unreadable();
  }
}

}  // namespace

void IngestShared::reject(const std::string& source, std::uint64_t line, std::uint64_t offset, const std::string& reason, std::string_view record) {
  if (options.dead_letters != nullptr) options.dead_letters->write({source, line, offset, reason, record, false});
  const std::lock_guard lock(mutex);
  ++report.rejected;
  if (report.first_rejected.size() < options.max_reported) report.first_rejected.push_back({source, line, offset, reason});
}

readers::Rejections IngestShared::rejections() const {
  readers::Rejections rejections;
  rejections.kept = options.max_reported;
  rejections.keep_records = options.dead_letters != nullptr;
  rejections.max_record = max_dead_letter_bytes;
  return rejections;
}

void IngestShared::add(const std::string& source, const readers::Rejections& rejections, std::optional<std::uint64_t> lines) {
  if (rejections.count == 0 && rejections.repaired == 0) return;
  const auto line_of = [&](std::uint64_t line) { return lines ? *lines + line + 1 : 0; };
  for (const readers::Rejections::Record& record : rejections.records) {
    options.dead_letters->write({source, line_of(record.place.line), record.place.offset, record.place.reason, record.bytes, record.truncated});
  }
  const std::lock_guard lock(mutex);
  report.rejected += rejections.count;
  report.repaired += rejections.repaired;
  for (const auto& place : rejections.first) {
    if (report.first_rejected.size() >= options.max_reported) break;
    report.first_rejected.push_back({source, line_of(place.line), place.offset, place.reason});
  }
}

IngestWorker::IngestWorker(IngestShared& shared)
    : shared_(shared), reader_(std::make_unique<readers::RecordReader>(shared.schemas, shared.seed)), lines_(shared.options.max_record_bytes) {}

bool IngestWorker::read_lines(readers::Input& input, std::uint64_t begin, const readers::Expectation& expected, const std::string& source,
                              std::atomic<std::uint64_t>& order) {
  readers::LineStretches stretches(input, begin, shared_.options.max_record_bytes);
  std::uint64_t lines = 0;
  while (!shared_.stopped() && stretches.next(stretch_)) {
    readers::Rejections found = shared_.rejections();
    reader_->begin(++order, expected);
    if (!stretch_.long_line) {
      readers::MemoryInput part(stretch_.bytes(), stretch_.offset);
      lines_.read(part, stretch_.offset, stretch_.offset + stretch_.size, true, *reader_, found);
    }
    if (!stretch_.failure.empty())
      found.add(found.lines, stretch_.offset + (stretch_.long_line ? 0 : stretch_.size), stretch_.failure, stretch_.long_line ? stretch_.bytes() : std::string_view());
    shared_.add(source, found, lines);
    lines += found.lines + (stretch_.long_line ? 1 : 0);
    consumed(stretch_.size);
  }
  return !shared_.stopped();
}

bool IngestWorker::read_all(readers::Input& input, const readers::Sniffed& sniffed, const readers::Expectation& expected, const std::string& source,
                            std::atomic<std::uint64_t>& order, std::uint64_t lines_before) {
  using Layout = readers::Sniffed::Layout;
  if (sniffed.layout == Layout::lines) return read_lines(input, sniffed.begin, expected, source, order);
  readers::Rejections rejections = shared_.rejections();
  rejections.take = [&](std::vector<readers::Rejections::Record>&& records) {
    for (const readers::Rejections::Record& record : records) {
      shared_.options.dead_letters->write({source, lines_before + record.place.line + 1, record.place.offset, record.place.reason, record.bytes, record.truncated});
    }
  };
  reader_->begin(++order, expected);
  const auto between = [this] { return between_records(); };
  if (sniffed.layout == Layout::documents) {
    readers::DocumentReader documents(shared_.options.max_record_bytes);
    documents.between_records(between);
    documents.read(input, sniffed.begin, *reader_, rejections);
  } else if (sniffed.layout == Layout::csv) {
    readers::CsvReader csv(shared_.options.max_record_bytes);
    csv.between_records(between);
    csv.read(input, sniffed.begin, shared_.schemas, expected, *reader_, rejections);
  } else if (sniffed.layout == Layout::unreadable) {
    shared_.reject(source, 0, 0, sniffed.reason);
  }
  shared_.add(source, rejections, lines_before);
  return true;
}

void IngestWorker::consumed(std::uint64_t bytes) {
  bytes_ += bytes;
  if (bytes_ >= shared_.options.flush_bytes || reader_->rows() - rows_ >= shared_.options.flush_rows) flush();
}

bool IngestWorker::between_records() {
  if (++records_ < shared_.options.flush_rows && reader_->rows() - rows_ < shared_.options.flush_rows) return false;
  flush();
  return true;
}

void IngestWorker::flush(std::uint64_t stream_bytes) {
  readers::AssembleOptions assembly;
  assembly.workspace_id = shared_.options.workspace_id;
  assembly.segment_rows = UINT32_MAX;
  assembly.run = [](std::size_t count, const std::function<void(std::size_t)>& task) {
    for (std::size_t i = 0; i < count; ++i) task(i);
  };
  std::vector<std::shared_ptr<MemoryTable>> tables;
  std::vector<store::TableRows> rows;
  std::vector<UnreadableValues> unreadable;
  for (auto& filler : reader_->finish()) {
    add_unreadable(unreadable, *filler);
    std::vector<std::unique_ptr<readers::TableFiller>> one;
    one.push_back(std::move(filler));
    tables.push_back(readers::assemble(std::move(one), assembly));
    const TableSchema& schema = tables.back()->schema();
    const auto segment = tables.back()->segments().front();
    store::TableRows& added = rows.emplace_back(store::TableRows{&schema, {}});
    for (std::size_t i = 0; i < schema.columns.size(); ++i) added.columns.push_back(segment->read(i, 0, segment->size()));
  }
  bytes_ = 0;
  records_ = 0;
  rows_ = reader_->rows();
  if (rows.empty() && ranges_.empty() && stream_bytes == 0) return;
  store::AppendReport appended = shared_.writer.append(std::move(rows), std::exchange(ranges_, {}), shared_.options.now());
  Stored stored{0, appended.duplicates, stream_bytes};
  const std::lock_guard lock(shared_.mutex);
  for (const auto& [table, count] : appended.rows) {
    shared_.report.rows[table] += count;
    stored.rows += count;
  }
  shared_.report.duplicates += appended.duplicates;
  for (UnreadableValues& values : unreadable) {
    const auto at = std::find_if(shared_.report.unreadable.begin(), shared_.report.unreadable.end(),
                                 [&](const UnreadableValues& known) { return known.table == values.table && known.column == values.column; });
    if (at == shared_.report.unreadable.end()) shared_.report.unreadable.push_back(std::move(values));
    else at->count += values.count;
  }
  if (shared_.told) shared_.told(stored);
}

}  // namespace kelpie::tables
