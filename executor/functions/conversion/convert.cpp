#include "executor/functions/conversion/convert.hpp"

namespace kelpie::executor {

using tables::Decimal;
using tables::DynamicKind;
using tables::DynamicView;

namespace {

std::optional<std::int64_t> in_int_range(std::optional<std::int64_t> value) {
  return value && *value >= INT32_MIN && *value <= INT32_MAX ? value : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> ToInt::from(const Decimal& value) { return in_int_range(tables::to_int64(value)); }
std::optional<std::int64_t> ToInt::from(std::string_view text) { return in_int_range(tables::parse_long(text)); }

std::optional<std::int64_t> ToDatetime::from(std::int64_t ticks) {
  return ticks >= 0 && ticks <= tables::max_datetime ? std::optional(ticks) : std::nullopt;
}
std::optional<std::int64_t> ToDatetime::from(double ticks) {
  const auto whole = saturated(ticks, INT64_MIN, INT64_MAX);
  return whole ? from(*whole) : std::nullopt;
}
std::optional<std::int64_t> ToDatetime::from(const Decimal& ticks) {
  const auto whole = tables::to_int64(ticks);
  return whole ? from(*whole) : std::nullopt;
}

std::optional<bool> ToBool::from(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::boolean:
      return value.as_bool();
    case DynamicKind::long_:
      return from(value.as_integer());
    case DynamicKind::real:
      return from(value.as_real());
    case DynamicKind::decimal:
      return from(value.as_decimal());
    case DynamicKind::string:
      return from(value.as_string());
    default:
      return std::nullopt;
  }
}

namespace {

/// Targets that are numbers: a date or a timespan counts its ticks.
template <typename Target, typename Result>
Result number_from(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::boolean:
      return Target::from(value.as_bool());
    case DynamicKind::long_:
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return Target::from(value.as_integer());
    case DynamicKind::real:
      return Target::from(value.as_real());
    case DynamicKind::decimal:
      return Target::from(value.as_decimal());
    case DynamicKind::string:
      return Target::from(value.as_string());
    default:
      return std::nullopt;
  }
}

/// Targets that are times: only the own kind, numbers and text.
template <typename Target>
std::optional<std::int64_t> time_from(DynamicView value, DynamicKind own) {
  if (value.kind() == own) return value.as_integer();
  switch (value.kind()) {
    case DynamicKind::long_:
      return Target::from(value.as_integer());
    case DynamicKind::real:
      return Target::from(value.as_real());
    case DynamicKind::decimal:
      return Target::from(value.as_decimal());
    case DynamicKind::string:
      return Target::from(value.as_string());
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<std::int64_t> ToLong::from(DynamicView value) {
  return number_from<ToLong, std::optional<std::int64_t>>(value);
}
std::optional<std::int64_t> ToInt::from(DynamicView value) {
  return number_from<ToInt, std::optional<std::int64_t>>(value);
}
std::optional<double> ToReal::from(DynamicView value) { return number_from<ToReal, std::optional<double>>(value); }
std::optional<Decimal> ToDecimal::from(DynamicView value) {
  return number_from<ToDecimal, std::optional<Decimal>>(value);
}
std::optional<std::int64_t> ToDatetime::from(DynamicView value) {
  return time_from<ToDatetime>(value, DynamicKind::datetime);
}
std::optional<std::int64_t> ToTimespan::from(DynamicView value) {
  return time_from<ToTimespan>(value, DynamicKind::timespan);
}

std::optional<tables::Guid> ToGuid::from(DynamicView value) {
  if (value.kind() == DynamicKind::guid) return value.as_guid();
  if (value.kind() == DynamicKind::string) return from(value.as_string());
  return std::nullopt;
}

std::string_view kind_name(DynamicKind kind) {
  switch (kind) {
    case DynamicKind::null:
      return "null";
    case DynamicKind::boolean:
      return "bool";
    case DynamicKind::long_:
      return "long";
    case DynamicKind::real:
      return "double";
    case DynamicKind::string:
      return "string";
    case DynamicKind::datetime:
      return "datetime";
    case DynamicKind::timespan:
      return "timespan";
    case DynamicKind::guid:
      return "guid";
    case DynamicKind::decimal:
      return "decimal";
    case DynamicKind::array:
      return "array";
    case DynamicKind::bag:
      return "dictionary";
  }
  return "null";
}

}  // namespace kelpie::executor
