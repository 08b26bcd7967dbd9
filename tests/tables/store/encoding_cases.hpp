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

/// A dynamic value of any kind and form, nested at most `depth` deep.
template <typename Random>
void add_any_value(DynamicBuilder& builder, Random& random, int depth) {
  static const std::string_view keys[] = {"a", "b", "name", "id", "", "a.b"};
  switch (random() % (depth > 0 ? 14 : 10)) {
    case 0:
      return builder.null();
    case 1:
      return builder.boolean(random() % 2 == 0);
    case 2:
      return builder.long_(static_cast<std::int64_t>(random()));
    case 3:
      return builder.real(static_cast<double>(random()) / 8);
    case 4:
      return builder.datetime(638'000'000'000'000'000 + static_cast<std::int64_t>(random() % 1000));
    case 5:
      return builder.timespan(static_cast<std::int64_t>(random() % 1000));
    case 6:
      return builder.guid(Guid{random(), random()});
    case 7:
      return builder.decimal(Decimal{static_cast<int>(random() % 99) * 10 + 1, -1});
    case 8:
      return builder.string(guid_text(random()));
    case 9:
      return builder.string(std::string(random() % 30, 'x'));
    case 10: {
      builder.begin_array();
      for (auto count = random() % 4; count > 0; --count) add_any_value(builder, random, depth - 1);
      return builder.end_array();
    }
    default:
      break;
  }
  builder.begin_bag();
  for (auto at = random() % 6, count = random() % 4; count > 0; --count, ++at) {
    builder.key(keys[at % 6]);
    add_any_value(builder, random, depth - 1);
  }
  builder.end_bag();
}

/// Dynamic columns that nobody's values repeat in: alike bags, bags in all orders of keys, any values.
inline std::vector<std::pair<std::string, Vector>> columns_to_shred(int rows) {
  std::mt19937_64 random(5);
  const auto json = [](const std::string& text) { return Value::dynamic(*parse_json(text)); };
  const auto number = [&random](unsigned most) { return std::to_string(random() % most); };
  const Vector devices = column_of(Type::dynamic, rows, [&](int row) {
    return json(R"({"deviceId":")" + guid_text(static_cast<std::uint64_t>(row)) + R"(","os":"Windows )" + number(20) +
                R"(","browser":{"name":"Edge","version":)" + number(100) + R"(},"managed":)" +
                (random() % 2 == 0 ? "true" : "null") + "}");
  });
  const Vector policies = column_of(Type::dynamic, rows, [&](int row) {
    std::string text = R"([{"id":)" + std::to_string(row) + "}";
    for (auto count = random() % 5; count > 0; --count) {
      text += R"(,{"id":")" + guid_text(random() % 50) + R"(","displayName":"Policy )" + number(50) +
              R"(","result":")" + (random() % 2 == 0 ? "success" : "notApplied") + R"("})";
    }
    return json(text + "]");
  });
  const Vector orders = column_of(Type::dynamic, rows, [&](int row) {
    const std::string first = R"("a":)" + std::to_string(row * 31), second = R"("b":{"c":")" + number(9) + R"("})";
    return json(row % 3 == 0   ? "{" + first + "," + second + "}"
                : row % 3 == 1 ? "{" + second + "," + first + "}"
                               : "{" + first + "}");
  });
  const Vector any = column_of(Type::dynamic, rows, [&](int row) {
    DynamicBuilder builder;
    add_any_value(builder, random, row % 5);
    return Value::dynamic(builder.finish());
  });
  return {{"devices", devices},
          {"devices and nulls", with_nulls(devices)},
          {"policies", policies},
          {"keys in all orders", orders},
          {"any values", any}};
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
