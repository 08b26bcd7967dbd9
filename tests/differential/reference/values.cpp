#include "reference/values.hpp"

#include <cmath>
#include <stdexcept>

#include "tables/builder.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;

Value integer_value(Type type, std::int64_t number) {
  switch (type) {
    case Type::int_:
      return Value::int_(number);
    case Type::long_:
      return Value::long_(number);
    case Type::datetime:
      return Value::datetime(number);
    case Type::timespan:
      return Value::timespan(number);
    default:
      throw std::logic_error("not a type of integers");
  }
}

bool is_nan(const Value& value) {
  return value.type() == Type::real && !value.is_null() && std::isnan(value.as_real());
}

bool is_true(const Value& value) { return !value.is_null() && value.as_bool(); }

bool same_key(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
  if (left.type() == Type::real) return left.as_real() == right.as_real() || (is_nan(left) && is_nan(right));
  return left == right;
}

bool same_keys(std::span<const Value> left, std::span<const Value> right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!same_key(left[i], right[i])) return false;
  }
  return true;
}

std::vector<Value> shown_keys(std::vector<Value> keys) {
  for (Value& key : keys) {
    if (key.type() == tables::Type::real && !key.is_null() && key.as_real() == 0) key = Value::real(0.0);
  }
  return keys;
}

int compare(const Value& left, const Value& right) {
  const auto sign = [](const auto& a, const auto& b) { return a < b ? -1 : b < a ? 1 : 0; };
  switch (tables::physical_of(left.type())) {
    case tables::Physical::byte:
      return sign(left.as_bool(), right.as_bool());
    case tables::Physical::integer:
      return sign(left.as_integer(), right.as_integer());
    case tables::Physical::real:
      return sign(left.as_real(), right.as_real());
    case tables::Physical::guid:
      return sign(left.as_guid(), right.as_guid());
    case tables::Physical::text:
      return sign(left.as_text(), right.as_text());
    case tables::Physical::decimal:
      break;
  }
  const auto order = tables::compare(left.as_decimal(), right.as_decimal());
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

tables::Vector column_of(const Value& value, Type type) {
  tables::ColumnBuilder builder(type);
  if (value.is_null())
    builder.append_null();
  else
    builder.append(value);
  return builder.finish();
}

}  // namespace kelpie::differential
