#include "tables/readers/csv_reader.hpp"

#include <algorithm>
#include <cstring>

#include "tables/dynamic.hpp"
#include "tables/readers/json_scan.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::tables::readers {

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;
constexpr std::size_t max_cells = 10'000;

/// `TimeGenerated [UTC]` -> TimeGenerated
std::string column_of_header(std::string_view header) {
  while (!header.empty() && is_blank(header.back())) header.remove_suffix(1);
  while (!header.empty() && is_blank(header.front())) header.remove_prefix(1);
  const auto bracket = header.rfind(" [");
  if (bracket != std::string_view::npos && header.ends_with(']')) header = header.substr(0, bracket);
  return std::string(header);
}

/// The column that a union has split by type: DeviceDetail of DeviceDetail_dynamic.
std::string_view without_type(std::string_view name) {
  for (const std::string_view suffix :
       {"_dynamic", "_string", "_long", "_int", "_real", "_bool", "_datetime", "_guid"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

}  // namespace

bool CsvReader::fill() {
  if (ended_) return false;
  // A row is kept from its beginning, as far as a refused one is.
  const std::uint64_t kept = std::max(row_offset_ + gone_.size(), offset_);
  if (rejections_->keep_records && kept < offset_ + at_ && gone_.size() <= rejections_->max_record) {
    gone_.append(buffer_.data() + (kept - offset_), static_cast<std::size_t>(offset_ + at_ - kept));
  }
  if (at_ < filled_) std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
  offset_ += at_;
  filled_ -= at_;
  at_ = 0;
  buffer_.resize(filled_ + block_bytes + scan_padding);
  std::string error;
  const std::size_t got = input_->read(offset_ + filled_, buffer_.data() + filled_, block_bytes, error);
  filled_ += got;
  ended_ = got < block_bytes;
  failed_ = !error.empty();
  if (failed_) rejections_->add(line_, offset_ + filled_, "the input cannot be read further: " + error);
  return got > 0;
}

void CsvReader::reject_row(std::string reason) {
  std::string record;
  if (rejections_->keep_records) {
    record = gone_;
    const std::uint64_t kept = std::max(row_offset_ + gone_.size(), offset_);
    if (kept < offset_ + at_ && record.size() <= rejections_->max_record) {
      record.append(buffer_.data() + (kept - offset_), static_cast<std::size_t>(offset_ + at_ - kept));
    }
    while (record.ends_with('\n') || record.ends_with('\r')) record.pop_back();
  }
  rejections_->add(row_line_, row_offset_, std::move(reason), record);
}

/// One cell, and the separator behind it; false at the end of the file.
bool CsvReader::read_cell(bool& row_ends) {
  const auto more = [&] { return at_ < filled_ || fill(); };
  row_ends = false;
  bool quoted = more() && buffer_[at_] == '"';
  if (quoted) ++at_;
  for (;;) {
    if (!more()) {
      if (quoted) broken_ = "the file ends inside a quoted cell";
      if (failed_) broken_ = "the input breaks off inside the row";
      row_ends = true;
      return false;
    }
    const char* p = buffer_.data() + at_;
    const char* const end = buffer_.data() + filled_;
    const char* q = p;
    if (quoted) {
      while (q < end && *q != '"') line_ += *q++ == '\n' ? 1 : 0;
    } else {
      while (q < end && *q != delimiter_ && *q != '\n') ++q;
    }
    if (text_.size() + static_cast<std::size_t>(q - p) > max_record_) {
      broken_ =
          "the row is longer than the largest record, " + std::to_string(max_record_) + " bytes, or a quote is missing";
      text_.clear();
    }
    text_.append(p, static_cast<std::size_t>(q - p));
    at_ += static_cast<std::size_t>(q - p);
    if (q == end) continue;
    ++at_;
    if (quoted) {
      if (more() && buffer_[at_] == '"') {
        text_ += '"';
        ++at_;
      } else {
        quoted = false;
      }
      continue;
    }
    row_ends = *q == '\n';
    line_ += row_ends ? 1 : 0;
    return true;
  }
}

/// The next row that is not blank; false at the end of the file.
bool CsvReader::read_row() {
  for (;;) {
    if (at_ == filled_ && !fill()) return false;
    text_.clear();
    broken_.clear();
    begins_.assign(1, 0);
    row_line_ = line_;
    row_offset_ = offset_ + at_;
    gone_.clear();
    bool row_ends = false;
    while (!row_ends) {
      read_cell(row_ends);
      if (row_ends && text_.size() > begins_.back() && text_.back() == '\r') text_.pop_back();
      if (begins_.size() <= max_cells) begins_.push_back(text_.size());
      if (!broken_.empty()) begins_.assign(2, 0);
    }
    if (!broken_.empty() || begins_.size() > 2 || !text_.empty()) return true;
  }
}

bool CsvReader::read_header(const SchemaSet& schemas, const Expectation& expected) {
  const char* const begin = buffer_.data() + at_;
  const char* const end = buffer_.data() + filled_;
  const char* const newline = std::find(begin, end, '\n');
  delimiter_ = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::count(begin, newline, candidate) > std::count(begin, newline, delimiter_)) delimiter_ = candidate;
  }
  if (!read_row()) return false;
  if (!broken_.empty()) {
    reject_row(broken_);
    return false;
  }
  header_.clear();
  type_cell_ = SIZE_MAX;
  table_ = expected.table;
  for (std::size_t i = 0; i + 1 < begins_.size(); ++i) {
    header_.push_back(column_of_header(cell(i)));
    if (table_.empty() && header_.back() == "Type") type_cell_ = i;
  }
  return recognise_header(schemas, expected);
}

/// Finds the table of the rows; false when there is none.
bool CsvReader::recognise_header(const SchemaSet& schemas, const Expectation& expected) {
  const TableSchema* known = table_.empty() ? nullptr : schemas.find_ignoring_case(table_);
  sheet_.reset();
  if (type_cell_ == SIZE_MAX && (table_.empty() || known != nullptr)) {
    sheet_ = PortalSheet::recognise(header_, expected.hint, known == nullptr ? std::string() : known->name);
  }
  if (sheet_ || !table_.empty() || type_cell_ != SIZE_MAX) return true;
  std::vector<Member> members;
  for (const std::string& name : header_) members.push_back({name, "null"});
  const auto recognised = recognise(members, schemas, expected);
  if (recognised && recognised->form == Form::row) table_ = recognised->table;
  if (!table_.empty()) return true;
  reject_row("the header fits no known table and has no column Type; to load it as a table of its own, name the table");
  return false;
}

CsvReader::Target& CsvReader::target_for(const std::string& table, const SchemaSet& schemas, RecordReader& reader) {
  const auto [at, added] = targets_.try_emplace(table);
  Target& target = at->second;
  if (!added) return target;
  const TableSchema* schema = schemas.find_ignoring_case(table);
  target.filler = schema != nullptr ? &reader.filler(*schema) : reader.open_filler(table);
  if (target.filler == nullptr) return target;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (schema == nullptr) {
      const std::size_t column = target.filler->find_or_add(header_[i]);
      if (column != SIZE_MAX) target.cells.push_back({i, column, 0});
    } else if (const auto column = schema->find(header_[i])) {
      target.cells.push_back({i, *column, 0});
      for (const std::size_t other : filled_by_time(*schema, *column)) target.cells.push_back({i, other, 1});
    } else if (const auto split = schema->find(without_type(header_[i]))) {
      target.cells.push_back({i, *split, 1});
    } else {
      target.unknown.push_back(i);
      append_escaped(header_[i], target.keys.emplace_back());
    }
  }
  return target;
}

/// Cells that no column takes, as text, or as what they hold where that is an object or a list.
void CsvReader::put_unknown(const Target& target, std::uint32_t row) {
  ColumnFiller* column = target.filler->additional_fields();
  if (column == nullptr || column->has(row)) return;
  fields_.clear();
  values_.resize(target.unknown.size());
  for (std::size_t i = 0; i < target.unknown.size(); ++i) {
    const std::size_t from = target.unknown[i];
    const std::string_view text(text_.data() + begins_[from], begins_[from + 1] - begins_[from]);
    if (text.empty()) continue;
    std::string& value = values_[i];
    value.clear();
    if ((text.front() == '{' || text.front() == '[') && parse_json(text)) {
      value = text;
    } else {
      value += '"';
      append_escaped(text, value);
      value += '"';
    }
    fields_.add({}, target.keys[i], value);
  }
  if (!fields_.empty()) fields_.put(*column, row);
}

void CsvReader::put_sheet_row(RecordReader& reader) {
  cells_.clear();
  for (std::size_t i = 0; i + 1 < begins_.size(); ++i) {
    cells_.emplace_back(text_.data() + begins_[i], begins_[i + 1] - begins_[i]);
  }
  sheet_->write(cells_, scratch_);
  const std::size_t size = scratch_.size();
  scratch_.append(scan_padding, '\n');
  reader.read(scratch_.data(), scratch_.data() + size,
              [this](const char*, std::string reason, std::string_view) { reject_row(std::move(reason)); });
}

void CsvReader::put_row(const SchemaSet& schemas, RecordReader& reader) {
  const std::size_t cells = begins_.size() - 1;
  if (broken_.empty() && cells != header_.size()) {
    broken_ = "the row has " + std::to_string(cells) + " cells, the header " + std::to_string(header_.size());
  }
  if (broken_.empty() && sheet_) return put_sheet_row(reader);
  std::string table = table_;
  if (broken_.empty() && type_cell_ != SIZE_MAX) {
    table = cell(type_cell_);
    if (table.empty()) broken_ = "the row names no table in its column Type";
  }
  Target* found = broken_.empty() ? &target_for(table, schemas, reader) : nullptr;
  if (found != nullptr && found->filler == nullptr) {
    targets_.erase(table);
    broken_ =
        "the row names a table that no schema knows, and there are too many such tables already, or it is no name";
  }
  if (!broken_.empty()) {
    reject_row(broken_);
    return;
  }
  Target& target = *found;
  const std::uint32_t row = target.filler->row();
  for (const Cell& from : target.cells) {
    std::string_view text(text_.data() + begins_[from.from], begins_[from.from + 1] - begins_[from.from]);
    if (text.empty() || !target.filler->may_put(from.column, from.priority)) continue;
    if (!target.filler->column(from.column).put_text(row, text)) {
      target.filler->discard_row();
      reject_row("the cell of " + header_[from.from] + " is malformed");
      return;
    }
  }
  if (!target.unknown.empty()) put_unknown(target, row);
  target.filler->commit_row();
}

/// Makes the cells UTF-8, each by itself.
void CsvReader::repair_row() {
  ++rejections_->repaired;
  std::vector<std::size_t> begins(1, 0);
  std::string repaired;
  for (std::size_t i = 0; i + 1 < begins_.size(); ++i) {
    repair_utf8(std::string_view(text_).substr(begins_[i], begins_[i + 1] - begins_[i]), scratch_);
    repaired += scratch_;
    begins.push_back(repaired.size());
  }
  text_ = std::move(repaired);
  begins_ = std::move(begins);
}

void CsvReader::read(Input& input, std::uint64_t begin, const SchemaSet& schemas, const Expectation& expected,
                     RecordReader& reader, Rejections& rejections) {
  input_ = &input;
  rejections_ = &rejections;
  offset_ = begin;
  at_ = filled_ = 0;
  line_ = 0;
  row_offset_ = begin;
  gone_.clear();
  ended_ = failed_ = false;
  targets_.clear();
  fill();
  if (!read_header(schemas, expected)) return;
  if (sheet_) reader.expect({sheet_->table(), expected.hint});
  while (read_row()) {
    if (!is_utf8(text_)) repair_row();
    put_row(schemas, reader);
    if (between_ && between_()) targets_.clear();
  }
  rejections.lines = line_;
}

}  // namespace kelpie::tables::readers
