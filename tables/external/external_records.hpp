#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/builder.hpp"
#include "tables/external/external_format.hpp"
#include "tables/value.hpp"

namespace kelpie::tables {

/// A column that an external file is read into, and where its values stand in a record.
struct ExternalColumn {
  std::string name;
  Type type = Type::string;
  std::size_t ordinal = 0;              // of the field, in formats of fields
  std::vector<std::string> path;        // of the property, in JSON; empty: the whole record
  std::optional<std::string> constant;  // its value in every row, in place of what the record holds
  bool mapped = true;                   // otherwise null, where a mapping leaves the column out
};

/// Takes what an ingestion mapping says of the columns: JSON, a list of {"column": ..., "Properties": {"Path" |
/// "Ordinal" | "ConstValue": ...}}. Returns what is wrong with it; empty when nothing is.
[[nodiscard]] std::string apply_ingestion_mapping(std::string_view mapping, std::vector<ExternalColumn>& columns);

/// Makes columns of the records of files. Fields and properties that are not there, and values that a column's type
/// cannot hold, are null; what is more is left out.
class ExternalRecords {
 public:
  ExternalRecords(std::vector<ExternalColumn> columns, bool ignore_first_record);
  /// Appends the records of a file. `name` is what errors call it; `check` is called now and then and may throw. Throws
  /// ExternalFileError with the file's name and the line where it is malformed.
  void read(std::string_view text, ExternalFormat format, std::string_view name, const std::function<void()>& check);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// The columns; once, in the end.
  [[nodiscard]] std::vector<Vector> finish();

 private:
  class File;
  void put_fields(const std::vector<std::string>& fields);
  void put_record(std::string_view json, const File& file, std::size_t at);
  void read_fields(File& file, char separator, bool quotes, bool escapes);
  void read_lines(File& file, bool json);
  void read_documents(File& file);

  std::vector<ExternalColumn> columns_;
  bool ignore_first_record_;
  std::vector<ColumnBuilder> builders_;
  std::size_t rows_ = 0;
};

}  // namespace kelpie::tables
