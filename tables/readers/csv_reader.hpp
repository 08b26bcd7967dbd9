#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tables/readers/input.hpp"
#include "tables/readers/portal_sheet.hpp"
#include "tables/readers/record_reader.hpp"
#include "tables/readers/rejections.hpp"
#include "tables/readers/unknown_fields.hpp"

namespace kelpie::tables::readers {

/// Reads tables exported as CSV (RFC 4180; comma, semicolon or tab), header first. Knows the exports of Log Analytics:
/// `TimeGenerated [UTC]`, `DeviceDetail_dynamic` of unions, dynamic values as JSON text, a column Type that tells each
/// row's table; and the
/// sheets of sign-ins that the Entra portal makes for download.
class CsvReader {
 public:
  explicit CsvReader(std::size_t max_record) : max_record_(max_record) {}
  /// Called behind each row; true says that what was read was taken out of the record reader.
  void between_records(std::function<bool()> called) { between_ = std::move(called); }
  void read(Input& input, std::uint64_t begin, const SchemaSet& schemas, const Expectation& expected,
            RecordReader& reader, Rejections& rejections);

 private:
  /// A cell's column, and whether another cell of the row may fill it as well.
  struct Cell {
    std::size_t from = 0;
    std::size_t column = 0;
    std::uint8_t priority = 0;
  };
  struct Target {
    TableFiller* filler = nullptr;
    std::vector<Cell> cells;
    std::vector<std::size_t> unknown;  // cells that no column takes
    std::vector<std::string> keys;     // their names as JSON has them
  };

  void reject_row(std::string reason);
  bool read_row();
  bool read_cell(bool& row_ends);
  bool fill();
  bool read_header(const SchemaSet& schemas, const Expectation& expected);
  bool recognise_header(const SchemaSet& schemas, const Expectation& expected);
  void put_row(const SchemaSet& schemas, RecordReader& reader);
  void put_sheet_row(RecordReader& reader);
  void repair_row();
  void put_unknown(const Target& target, std::uint32_t row);
  Target& target_for(const std::string& table, const SchemaSet& schemas, RecordReader& reader);
  [[nodiscard]] std::string cell(std::size_t i) const { return text_.substr(begins_[i], begins_[i + 1] - begins_[i]); }

  std::size_t max_record_;
  std::function<bool()> between_;
  Input* input_ = nullptr;
  Rejections* rejections_ = nullptr;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t line_ = 0;
  bool ended_ = false;
  bool failed_ = false;  // the input ended with an error
  char delimiter_ = ',';

  std::string text_;                 // the cells of the row, one behind the other
  std::vector<std::size_t> begins_;  // of the cells in text_, and its end
  std::uint64_t row_line_ = 0;
  std::uint64_t row_offset_ = 0;
  std::string broken_;  // what is wrong with the row
  std::string gone_;    // the beginning of the row that is no longer in the buffer, when refused rows are kept

  std::vector<std::string> header_;
  std::size_t type_cell_ = SIZE_MAX;  // the column that names each row's table
  std::string table_;                 // of all rows, when there is no such column
  std::optional<PortalSheet> sheet_;
  std::vector<std::string_view> cells_;
  std::map<std::string, Target, std::less<>> targets_;
  std::string scratch_;
  UnknownFields fields_;
  std::vector<std::string> values_;  // of the fields, as JSON
};

}  // namespace kelpie::tables::readers
