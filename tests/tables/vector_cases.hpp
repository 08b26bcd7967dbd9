#pragma once

// Columns to test vectors with: one for each type, in each encoding.

#include <vector>

#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::cases {

inline const std::vector<Type> all_types = {Type::boolean, Type::int_,     Type::long_,    Type::real, Type::decimal,
                                            Type::string,  Type::datetime, Type::timespan, Type::guid, Type::dynamic};

/// A value that differs with `number`; booleans have two.
inline Value value_of(Type type, int number) {
  switch (type) {
    case Type::boolean:
      return Value::boolean(number % 2 != 0);
    case Type::int_:
      return Value::int_(number);
    case Type::long_:
      return Value::long_(number * 10'000'000'000);
    case Type::real:
      return Value::real(number + 0.5);
    case Type::decimal:
      return Value::decimal({number * 10 + 1, -1});
    case Type::string:
      return Value::string("text number " + std::to_string(number));
    case Type::datetime:
      return Value::datetime(637'000'000'000'000'000 + number);
    case Type::timespan:
      return Value::timespan(-number);
    case Type::guid:
      return Value::guid({static_cast<std::uint64_t>(number), 7});
    case Type::dynamic:
      return Value::dynamic(*parse_json("[" + std::to_string(number) + "]"));
  }
  return Value(type);
}

/// `size` rows; every fourth, the third among them, is null (of string: "").
inline std::vector<Value> rows_of(Type type, int size) {
  std::vector<Value> rows;
  for (int i = 0; i < size; ++i) rows.push_back(i % 4 == 2 ? Value(type) : value_of(type, i));
  return rows;
}

inline Vector flat_of(Type type, const std::vector<Value>& rows) {
  ColumnBuilder builder(type);
  for (const Value& row : rows) builder.append(row);
  return builder.finish();
}

/// The same rows as codes into the reversed rows.
inline Vector dictionary_of(Type type, const std::vector<Value>& rows, CodeWidth width) {
  std::vector<Value> reversed(rows.rbegin(), rows.rend());
  auto dictionary = std::make_shared<const Dictionary>(flat_of(type, reversed), false);
  auto bytes = std::make_shared_for_overwrite<std::uint8_t[]>(rows.size() * static_cast<std::size_t>(width));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto code = static_cast<std::uint32_t>(rows.size() - 1 - i);
    std::memcpy(bytes.get() + i * static_cast<std::size_t>(width), &code, static_cast<std::size_t>(width));
  }
  const void* codes = bytes.get();
  return Vector::dictionary(std::move(dictionary), width, codes, rows.size(), std::move(bytes));
}

inline std::vector<Value> values_of(const Vector& vector) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < vector.size(); ++i) values.push_back(vector.value_at(i));
  return values;
}

}  // namespace kelpie::tables::cases
