#include "tables/external/external_records.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tables/dynamic.hpp"
#include "tables/external/external_files.hpp"
#include "tables/readers/json_text.hpp"
#include "tables/text.hpp"

namespace kelpie::tables {

namespace {

/// A value of JSON as one of a column's type; null where it cannot be one.
Value value_of(DynamicView view, Type type) {
  if (view.is_null()) return Value(type);
  if (type == Type::dynamic) return Value::dynamic(std::string(view.bytes()));
  if (view.kind() == DynamicKind::string) return value_from_text(type, view.as_string());
  if (view.kind() == DynamicKind::real && physical_of(type) == Physical::integer) {
    const double number = view.as_real();
    if (type != Type::int_ && type != Type::long_) return Value(type);
    if (!(std::abs(number) < 9.2e18)) return Value(type);
    return value_from_text(type, std::to_string(static_cast<std::int64_t>(number)));
  }
  return value_from_text(type, to_json(view));
}

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

/// A file's text and how far it is read.
class ExternalRecords::File {
 public:
  File(std::string_view text, std::string_view name, bool skips, const std::function<void()>& check)
      : text_(text), name_(name), skips_(skips), check_(check) {}

  [[nodiscard]] std::string_view text() const { return text_; }
  std::size_t at = 0;

  /// Whether this record is one to leave out; called once a record.
  bool skips() {
    if (++records_ % 1024 == 0) check_();
    return skips_ && records_ == 1;
  }
  /// The next line without its end; at must not be at the end of the text.
  std::string_view line() {
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    std::string_view result = text_.substr(at, end - at);
    if (result.ends_with('\r')) result.remove_suffix(1);
    at = std::min(end + 1, text_.size());
    return result;
  }
  [[noreturn]] void fail(std::size_t place, std::string_view why) const {
    const auto line =
        std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(place, text_.size())), '\n') + 1;
    throw ExternalFileError(fmt::format("'{}', line {}: {}", name_, line, why));
  }

 private:
  std::string_view text_;
  std::string_view name_;
  bool skips_;
  const std::function<void()>& check_;
  std::size_t records_ = 0;
};

ExternalRecords::ExternalRecords(std::vector<ExternalColumn> columns, bool ignore_first_record)
    : columns_(std::move(columns)), ignore_first_record_(ignore_first_record) {
  for (const ExternalColumn& column : columns_) builders_.emplace_back(column.type);
}

void ExternalRecords::read(std::string_view text, ExternalFormat format, std::string_view name,
                           const std::function<void()>& check) {
  std::string repaired;
  if (readers::repair_utf8(text, repaired)) text = repaired;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  File file(text, name, ignore_first_record_, check);
  switch (format) {
    case ExternalFormat::csv:
      return read_fields(file, ',', true, false);
    case ExternalFormat::tsv:
      return read_fields(file, '\t', false, false);
    case ExternalFormat::tsve:
      return read_fields(file, '\t', false, true);
    case ExternalFormat::psv:
      return read_fields(file, '|', true, false);
    case ExternalFormat::scsv:
      return read_fields(file, ';', true, false);
    case ExternalFormat::sohsv:
      return read_fields(file, '\x01', true, false);
    case ExternalFormat::txt:
      return read_lines(file, false);
    case ExternalFormat::raw:
      return file.skips() ? void() : put_fields({std::string(text)});
    case ExternalFormat::json:
      return read_lines(file, true);
    case ExternalFormat::multijson:
      return read_documents(file);
  }
}

void ExternalRecords::put_fields(const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const ExternalColumn& column = columns_[i];
    if (column.constant)
      builders_[i].append(value_from_text(column.type, *column.constant));
    else if (!column.mapped || column.ordinal >= fields.size())
      builders_[i].append(Value(column.type));
    else if (fields[column.ordinal].empty())
      builders_[i].append(Value(column.type));
    else
      builders_[i].append(value_from_text(column.type, fields[column.ordinal]));
  }
  ++rows_;
}

void ExternalRecords::put_record(std::string_view json, const File& file, std::size_t at) {
  const auto parsed = parse_json(json);
  if (!parsed) file.fail(at, "this is no JSON");
  const DynamicView record(*parsed);
  if (record.kind() != DynamicKind::bag) file.fail(at, "a record is an object of JSON");
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const ExternalColumn& column = columns_[i];
    DynamicView found = record;
    for (const std::string& key : column.path) found = found.find(key);
    if (column.constant)
      builders_[i].append(value_from_text(column.type, *column.constant));
    else
      builders_[i].append(column.mapped ? value_of(found, column.type) : Value(column.type));
  }
  ++rows_;
}

/// Records of fields: with quotes as RFC 4180 has them, with escapes by a backslash, or with neither.
void ExternalRecords::read_fields(File& file, char separator, bool quotes, bool escapes) {
  const std::string_view text = file.text();
  std::vector<std::string> fields;
  while (file.at < text.size()) {
    const std::size_t begin = file.at;
    fields.assign(1, {});
    bool more = true;
    while (more) {
      std::string& field = fields.back();
      if (quotes && file.at < text.size() && text[file.at] == '"') {
        const std::size_t opened = file.at++;
        for (;;) {
          const std::size_t quote = text.find('"', file.at);
          if (quote == std::string_view::npos) file.fail(opened, "a quote is opened here and never closed");
          field += text.substr(file.at, quote - file.at);
          file.at = quote + 1;
          if (file.at == text.size() || text[file.at] != '"') break;
          field += '"';
          ++file.at;
        }
        const bool ends = file.at == text.size() || text[file.at] == separator || text[file.at] == '\n' ||
                          text.substr(file.at, 2) == "\r\n";
        if (!ends) file.fail(file.at, "text stands between a closing quote and the end of its field");
      }
      while (file.at < text.size() && text[file.at] != separator && text[file.at] != '\n') {
        char c = text[file.at++];
        if (escapes && c == '\\' && file.at < text.size()) {
          c = text[file.at++];
          c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        field += c;
      }
      more = file.at < text.size() && text[file.at] == separator;
      if (file.at < text.size()) ++file.at;
      if (more) fields.emplace_back();
    }
    if (fields.back().ends_with('\r') && text.substr(begin, file.at - begin).ends_with("\r\n"))
      fields.back().pop_back();
    const bool empty = fields.size() == 1 && fields.front().empty();
    if (!empty && !file.skips()) put_fields(fields);
  }
}

void ExternalRecords::read_lines(File& file, bool json) {
  while (file.at < file.text().size()) {
    const std::size_t begin = file.at;
    const std::string_view line = file.line();
    if ((json ? is_blank(line) : line.empty()) || file.skips()) continue;
    if (json)
      put_record(line, file, begin);
    else
      put_fields({std::string(line)});
  }
}

/// Objects one behind the other, with blanks and commas between them, or in a list.
void ExternalRecords::read_documents(File& file) {
  const std::string_view text = file.text();
  for (;;) {
    file.at = std::min(text.find_first_not_of(" \t\r\n,[]", file.at), text.size());
    if (file.at == text.size()) return;
    const std::size_t begin = file.at;
    if (text[begin] != '{') file.fail(begin, "a record is an object of JSON");
    std::size_t depth = 0;
    bool in_text = false;
    do {
      if (file.at == text.size()) file.fail(begin, "an object begins here and never ends");
      const char c = text[file.at++];
      if (in_text) {
        if (c == '\\')
          file.at = std::min(file.at + 1, text.size());
        else if (c == '"')
          in_text = false;
      } else if (c == '"') {
        in_text = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
      }
    } while (depth > 0);
    if (!file.skips()) put_record(text.substr(begin, file.at - begin), file, begin);
  }
}

std::vector<Vector> ExternalRecords::finish() {
  std::vector<Vector> result;
  for (ColumnBuilder& builder : builders_) result.push_back(builder.finish());
  return result;
}

}  // namespace kelpie::tables
