#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tables/decimal.hpp"
#include "tables/guid.hpp"
#include "tables/type.hpp"

namespace kelpie::tables {

/// One scalar value with its type: a literal, a constant, a cell of a small result. Columns do not consist of these.
/// A string is never null (its "missing" is ""); every other type may be.
class Value {
 public:
  /// The null of a type; "" for string.
  explicit Value(Type type = Type::dynamic);

  static Value boolean(bool value) { return {Type::boolean, value}; }
  static Value int_(std::int64_t value) { return {Type::int_, value}; }
  static Value long_(std::int64_t value) { return {Type::long_, value}; }
  static Value real(double value) { return {Type::real, value}; }
  static Value decimal(Decimal value) { return {Type::decimal, value}; }
  static Value string(std::string value) { return {Type::string, std::move(value)}; }
  static Value datetime(std::int64_t ticks) { return {Type::datetime, ticks}; }
  static Value timespan(std::int64_t ticks) { return {Type::timespan, ticks}; }
  static Value guid(Guid value) { return {Type::guid, value}; }
  /// `encoded` is the binary form (tables/dynamic.hpp); an encoded null makes a null.
  static Value dynamic(std::string encoded);

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }

  // Each requires a non-null value of a type with that physical form.
  [[nodiscard]] bool as_bool() const { return std::get<bool>(data_); }
  [[nodiscard]] std::int64_t as_integer() const { return std::get<std::int64_t>(data_); }
  [[nodiscard]] double as_real() const { return std::get<double>(data_); }
  [[nodiscard]] const Decimal& as_decimal() const { return std::get<Decimal>(data_); }
  [[nodiscard]] const Guid& as_guid() const { return std::get<Guid>(data_); }
  /// string: the characters; dynamic: the binary form.
  [[nodiscard]] std::string_view as_text() const { return std::get<std::string>(data_); }

  bool operator==(const Value&) const = default;

 private:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, Decimal, Guid, std::string>;
  Value(Type type, Data data) : type_(type), data_(std::move(data)) {}

  Type type_;
  Data data_;
};

}  // namespace kelpie::tables
