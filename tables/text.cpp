#include "tables/text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "tables/dynamic.hpp"

namespace kelpie::tables {

namespace {

std::string integer_text(std::int64_t value) {
  char buffer[24];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

template <typename T, typename Make>
Value value_or_null(Type type, const std::optional<T>& read, Make make) {
  return read ? make(*read) : Value(type);
}

std::optional<std::int64_t> parse_int(std::string_view text) {
  const auto value = parse_long(text);
  if (!value || *value < std::numeric_limits<std::int32_t>::min() || *value > std::numeric_limits<std::int32_t>::max())
    return std::nullopt;
  return value;
}

/// As parse_json(): "" is a null, and text that is no JSON a dynamic string.
Value dynamic_from_text(std::string_view text) {
  if (text.empty()) return Value(Type::dynamic);
  DynamicBuilder builder;
  if (!parse_json(text, builder)) builder.string(text);
  return Value::dynamic(builder.finish());
}

}  // namespace

std::string to_text(const Value& value) {
  if (value.is_null()) return {};
  switch (value.type()) {
    case Type::boolean:
      return value.as_bool() ? "True" : "False";
    case Type::int_:
    case Type::long_:
      return integer_text(value.as_integer());
    case Type::real:
      if (std::isinf(value.as_real())) return value.as_real() < 0 ? "-inf" : "inf";
      return real_text(value.as_real());
    case Type::decimal:
      return to_text(value.as_decimal());
    case Type::string:
      return std::string(value.as_text());
    case Type::datetime:
      return datetime_text(value.as_integer());
    case Type::timespan:
      return timespan_text(value.as_integer());
    case Type::guid:
      return to_text(value.as_guid());
    case Type::dynamic:
      return to_text(DynamicView(value.as_text()));
  }
  return {};
}

Value value_from_text(Type type, std::string_view text) {
  switch (type) {
    case Type::boolean:
      return value_or_null(type, parse_bool(text), Value::boolean);
    case Type::int_:
      return value_or_null(type, parse_int(text), Value::int_);
    case Type::long_:
      return value_or_null(type, parse_long(text), Value::long_);
    case Type::real:
      return value_or_null(type, parse_real(text), Value::real);
    case Type::decimal:
      return value_or_null(type, parse_decimal(text), Value::decimal);
    case Type::string:
      return Value::string(std::string(text));
    case Type::datetime:
      return value_or_null(type, parse_datetime(text), Value::datetime);
    case Type::timespan:
      return value_or_null(type, parse_timespan(text), Value::timespan);
    case Type::guid:
      return value_or_null(type, parse_guid(text), Value::guid);
    case Type::dynamic:
      return dynamic_from_text(text);
  }
  return Value(type);
}

}  // namespace kelpie::tables
