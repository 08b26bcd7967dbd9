#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::tables {

__extension__ using int128 = __int128;

/// A decimal number: coefficient x 10^exponent, at most 34 significant digits (Kusto reference: "The decimal data
/// type"). Kept normalised: no trailing zero in the coefficient, zero has exponent 0; so equal values are equal
/// members.
struct Decimal {
  int128 coefficient = 0;
  std::int32_t exponent = 0;
  bool operator==(const Decimal&) const = default;
};

/// coefficient x 10^exponent, rounded half away from zero to 34 digits; 0 when it is too small, nothing when it is too
/// large (10^6145).
[[nodiscard]] std::optional<Decimal> make_decimal(int128 coefficient, std::int64_t exponent);
[[nodiscard]] std::strong_ordering compare(const Decimal& left, const Decimal& right);
/// Digits with an optional sign, point and exponent, blanks around allowed; nothing when it is not a number. A fraction
/// is rounded to 34 significant digits; a whole number that needs more gives nothing.
[[nodiscard]] std::optional<Decimal> parse_decimal(std::string_view text);
[[nodiscard]] std::string to_text(const Decimal& value);
[[nodiscard]] Decimal decimal_from(std::int64_t value);
/// Nothing for NaN and infinities.
[[nodiscard]] std::optional<Decimal> decimal_from(double value);
[[nodiscard]] double to_double(const Decimal& value);
/// Truncates toward zero; nothing when out of range.
[[nodiscard]] std::optional<std::int64_t> to_int64(const Decimal& value);

/// Rounded half away from zero to 34 digits; nothing on overflow of the exponent, and for division by zero.
[[nodiscard]] std::optional<Decimal> add(const Decimal& left, const Decimal& right);
[[nodiscard]] std::optional<Decimal> subtract(const Decimal& left, const Decimal& right);
[[nodiscard]] std::optional<Decimal> multiply(const Decimal& left, const Decimal& right);
[[nodiscard]] std::optional<Decimal> divide(const Decimal& left, const Decimal& right);
/// Never negative, as Kusto's % on every type.
[[nodiscard]] std::optional<Decimal> modulo(const Decimal& left, const Decimal& right);
/// The largest whole number not above the value.
[[nodiscard]] Decimal floor(const Decimal& value);

}  // namespace kelpie::tables
