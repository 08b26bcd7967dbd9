#include "rules/result_rows.hpp"

#include <unordered_set>

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

std::optional<std::size_t> find_column(const executor::ResultTable& table, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return i;
  }
  return std::nullopt;
}

std::string cell_text(const executor::Batch& batch, std::size_t column, std::size_t row) {
  return tables::to_text(batch.columns[column].value_at(row));
}

namespace {

/// Calls f with the text of a cell, or of each element where it is an array.
template <typename F>
void for_each_text(const tables::Value& value, F&& f) {
  if (value.type() == tables::Type::dynamic && !value.is_null()) {
    const tables::DynamicView view(value.as_text());
    if (view.kind() == tables::DynamicKind::array) {
      for (std::size_t i = 0; i < view.size(); ++i) f(tables::to_text(view.element(i)));
      return;
    }
  }
  f(tables::to_text(value));
}

}  // namespace

std::vector<std::string> distinct_texts(const ResultRows& rows, std::string_view column, std::size_t most) {
  std::vector<std::string> texts;
  const auto position = find_column(*rows.table, column);
  if (!position) return texts;
  std::unordered_set<std::string> seen;
  for_each_row(rows, [&](const executor::Batch& batch, std::size_t row) {
    for_each_text(batch.columns[*position].value_at(row), [&](std::string text) {
      if (!text.empty() && texts.size() < most && seen.insert(text).second) texts.push_back(std::move(text));
    });
    return texts.size() < most;
  });
  return texts;
}

std::string row_json(const executor::ResultTable& table, const executor::Batch& batch, std::size_t row) {
  tables::DynamicBuilder builder;
  builder.begin_bag();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const tables::Value value = batch.columns[i].value_at(row);
    if (value.is_null() || (value.type() == tables::Type::string && value.as_text().empty())) continue;
    builder.key(table.columns[i].name);
    builder.value(value);
  }
  builder.end_bag();
  return tables::to_json(tables::DynamicView(builder.bytes()));
}

}  // namespace kelpie::rules
