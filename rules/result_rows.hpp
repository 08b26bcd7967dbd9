#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "executor/engine.hpp"

namespace kelpie::rules {

/// Some rows of a query's result, in order.
struct ResultRows {
  const executor::ResultTable* table = nullptr;
  std::size_t first = 0;
  std::size_t count = 0;
};

[[nodiscard]] std::optional<std::size_t> find_column(const executor::ResultTable& table, std::string_view name);

/// Calls f(batch, row in the batch) for each of the rows until it gives false.
template <typename F>
void for_each_row(const ResultRows& rows, F&& f) {
  std::size_t skip = rows.first;
  std::size_t left = rows.count;
  for (const executor::Batch& batch : rows.table->batches) {
    if (left == 0) return;
    if (skip >= batch.rows) {
      skip -= batch.rows;
      continue;
    }
    for (std::size_t row = skip; row < batch.rows && left > 0; ++row, --left) {
      if (!f(batch, row)) return;
    }
    skip = 0;
  }
}

/// What tostring() gives for a cell; "" for a null.
[[nodiscard]] std::string cell_text(const executor::Batch& batch, std::size_t column, std::size_t row);
/// The values of a column as text, each once, in the order of the rows, without empty ones; at most so many. An array counts as its elements.
[[nodiscard]] std::vector<std::string> distinct_texts(const ResultRows& rows, std::string_view column, std::size_t most);
/// A row as a JSON object. Nulls and empty texts are left out.
[[nodiscard]] std::string row_json(const executor::ResultTable& table, const executor::Batch& batch, std::size_t row);

}  // namespace kelpie::rules
