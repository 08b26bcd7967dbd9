#pragma once

// Columns as they come and columns at their worst, to test encodings with.

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tables/store/column_encoding.hpp"
#include "tests/tables/vector_cases.hpp"

namespace kelpie::tables::cases {

inline std::string encoded(const Vector& column) {
  std::string bytes;
  store::encode_column(column, bytes);
  return bytes;
}

/// A column of `rows` values made by a function of the row.
inline Vector column_of(Type type, int rows, const std::function<Value(int)>& value) {
  ColumnBuilder builder(type);
  for (int row = 0; row < rows; ++row) builder.append(value(row));
  return builder.finish();
}

/// The text of a GUID that differs for each number.
inline std::string guid_text(std::uint64_t number) {
  return to_text(Guid{number * 0x9e3779b97f4a7c15, number * 0xc2b2ae3d27d4eb4f + 1});
}

/// The same rows, each fourth a null (of string: "").
inline Vector with_nulls(const Vector& column) {
  return column_of(column.type(), static_cast<int>(column.size()), [&](int row) {
    return row % 4 == 2 ? Value(column.type()) : column.value_at(static_cast<std::size_t>(row));
  });
}

struct Shape {
  std::string name;
  Vector column;
};

/// Columns of a type: one value, few, all different, nulls, extremes.
inline std::vector<Shape> shapes_of(Type type, int rows) {
  std::vector<Shape> shapes;
  const auto add = [&](std::string name, const std::function<Value(int)>& value) {
    shapes.push_back({std::move(name), column_of(type, rows, value)});
  };
  add("few values", [&](int row) { return value_of(type, row * 7 % 5); });
  add("all different", [&](int row) { return value_of(type, row); });
  add("in no order",
      [&](int row) { return value_of(type, static_cast<int>(static_cast<unsigned>(row) * 2654435761u >> 12)); });
  add("many values twice", [&](int row) { return value_of(type, row / 2); });
  add("one value", [&](int) { return value_of(type, 3); });
  add("one null", [&](int row) { return row == rows / 2 ? Value(type) : value_of(type, row); });
  add("one value among nulls", [&](int row) { return row == rows / 2 ? value_of(type, 3) : Value(type); });
  add("nulls, then values", [&](int row) { return row < rows / 2 ? Value(type) : value_of(type, row % 100); });
  shapes.push_back({"no value", Vector::null(type, static_cast<std::size_t>(rows)).flattened()});
  shapes.push_back({"few values with nulls", with_nulls(shapes[0].column)});
  shapes.push_back({"all different with nulls", with_nulls(shapes[1].column)});
  shapes.push_back({"constant", Vector::constant(value_of(type, 1), static_cast<std::size_t>(rows))});
  shapes.push_back({"constant null", Vector::null(type, static_cast<std::size_t>(rows))});
  if (rows <= 5000) {
    std::vector<Value> cells = values_of(shapes[9].column);
    shapes.push_back({"codes, entries not distinct", dictionary_of(type, cells, CodeWidth::two)});
    shapes.push_back({"codes of four bytes", dictionary_of(type, values_of(shapes[1].column), CodeWidth::four)});
  }
  return shapes;
}

}  // namespace kelpie::tables::cases
