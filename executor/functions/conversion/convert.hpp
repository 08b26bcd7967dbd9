#pragma once

// One value from one type to another, as Kusto's to...() functions do it: what cannot be converted is nothing, never an
// error.
//
// Each target is a struct with one static from(...) for every physical form that it can be made of.

#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tables/decimal.hpp"
#include "tables/dynamic.hpp"
#include "tables/guid.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

/// The integer toward zero, at the end of the range when beyond it; nothing for NaN and infinities.
[[nodiscard]] inline std::optional<std::int64_t> saturated(double value, std::int64_t low, std::int64_t high) {
  if (!std::isfinite(value)) return std::nullopt;
  if (value <= static_cast<double>(low)) return low;
  if (value >= static_cast<double>(high)) return high;
  return static_cast<std::int64_t>(value);
}

struct ToBool {
  static bool from(bool value) { return value; }
  static bool from(std::int64_t value) { return value != 0; }
  static bool from(double value) { return value != 0; }
  static bool from(const tables::Decimal& value) { return value.coefficient != 0; }
  static std::optional<bool> from(std::string_view text) { return tables::parse_bool(text); }
  static std::optional<bool> from(tables::DynamicView value);
};

struct ToLong {
  static std::int64_t from(bool value) { return value ? 1 : 0; }
  static std::int64_t from(std::int64_t value) { return value; }
  static std::optional<std::int64_t> from(double value) { return saturated(value, INT64_MIN, INT64_MAX); }
  static std::optional<std::int64_t> from(const tables::Decimal& value) { return tables::to_int64(value); }
  static std::optional<std::int64_t> from(std::string_view text) { return tables::parse_long(text); }
  static std::optional<std::int64_t> from(tables::DynamicView value);
};

/// An integer beyond 32 bits wraps, a real saturates, a text is nothing.
struct ToInt {
  static std::int64_t from(bool value) { return value ? 1 : 0; }
  static std::int64_t from(std::int64_t value) { return static_cast<std::int32_t>(static_cast<std::uint64_t>(value)); }
  static std::optional<std::int64_t> from(double value) { return saturated(value, INT32_MIN, INT32_MAX); }
  static std::optional<std::int64_t> from(const tables::Decimal& value);
  static std::optional<std::int64_t> from(std::string_view text);
  static std::optional<std::int64_t> from(tables::DynamicView value);
};

struct ToReal {
  static double from(bool value) { return value ? 1 : 0; }
  static double from(std::int64_t value) { return static_cast<double>(value); }
  static double from(double value) { return value; }
  static double from(const tables::Decimal& value) { return tables::to_double(value); }
  static std::optional<double> from(std::string_view text) { return tables::parse_real(text); }
  static std::optional<double> from(tables::DynamicView value);
};

struct ToDecimal {
  static tables::Decimal from(bool value) { return tables::decimal_from(std::int64_t{value}); }
  static tables::Decimal from(std::int64_t value) { return tables::decimal_from(value); }
  static std::optional<tables::Decimal> from(double value) { return tables::decimal_from(value); }
  static tables::Decimal from(const tables::Decimal& value) { return value; }
  static std::optional<tables::Decimal> from(std::string_view text) { return tables::parse_decimal(text); }
  static std::optional<tables::Decimal> from(tables::DynamicView value);
};

/// Numbers count ticks.
struct ToDatetime {
  static std::optional<std::int64_t> from(std::int64_t ticks);
  static std::optional<std::int64_t> from(double ticks);
  static std::optional<std::int64_t> from(const tables::Decimal& ticks);
  static std::optional<std::int64_t> from(std::string_view text) { return tables::parse_datetime(text); }
  static std::optional<std::int64_t> from(tables::DynamicView value);
};

/// Numbers count ticks.
struct ToTimespan {
  static std::int64_t from(std::int64_t ticks) { return ticks; }
  static std::optional<std::int64_t> from(double ticks) { return ToLong::from(ticks); }
  static std::optional<std::int64_t> from(const tables::Decimal& ticks) { return tables::to_int64(ticks); }
  static std::optional<std::int64_t> from(std::string_view text) { return tables::parse_timespan(text); }
  static std::optional<std::int64_t> from(tables::DynamicView value);
};

struct ToGuid {
  static tables::Guid from(const tables::Guid& value) { return value; }
  static std::optional<tables::Guid> from(std::string_view text) { return tables::parse_guid(text); }
  static std::optional<tables::Guid> from(tables::DynamicView value);
};

/// What gettype() says of a value inside a dynamic.
[[nodiscard]] std::string_view kind_name(tables::DynamicKind kind);

}  // namespace kelpie::executor
