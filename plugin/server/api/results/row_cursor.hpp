#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "executor/engine.hpp"

namespace kelpie::server {

/// How an API writes what JSON has no form for.
enum class DynamicForm {
  value,  // a dynamic value as the JSON it is (Kusto)
  text,   // as a text that holds the JSON (Log Analytics); a dynamic string as itself
};

/// Writes the rows of a result as JSON lists, parted by commas, some at a time. The table must outlive it.
class RowCursor {
 public:
  RowCursor(const executor::ResultTable& table, DynamicForm dynamics) : table_(table), dynamics_(dynamics) {}

  /// Appends rows until the text has at least so many bytes; true when no row is left. `first` is the first of a list,
  /// which no comma stands before.
  bool append_rows(std::string& out, std::size_t enough, bool first);
  [[nodiscard]] bool done() const { return batch_ == table_.batches.size(); }
  /// Bytes and rows that were written so far.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  void append_row(const executor::Batch& batch, std::size_t row, std::string& out) const;

  const executor::ResultTable& table_;
  DynamicForm dynamics_;
  std::size_t batch_ = 0, row_ = 0;
  std::uint64_t bytes_ = 0, rows_ = 0;
};

}  // namespace kelpie::server
