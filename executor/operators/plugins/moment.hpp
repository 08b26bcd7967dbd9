#pragma once

#include <cstdint>
#include <span>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// A place on a timeline, or a length of it, whatever the column's type: holds every tick and every double exactly, and
/// no sum of two overflows.
using Moment = long double;

/// The cell of a flat or constant vector of int, long, real, decimal, datetime or timespan, which must not be null.
[[nodiscard]] Moment moment_of(const tables::Value& value);

/// The moments as a column of one of those types; those that the type cannot hold are null.
[[nodiscard]] tables::Vector moment_column(tables::Type type, std::span<const Moment> moments);
[[nodiscard]] tables::Vector long_column(std::span<const std::int64_t> values);
[[nodiscard]] tables::Vector real_column(std::span<const double> values);

/// Cuts a timeline into periods, which have numbers: of one length from an origin on, or the weeks (from Sunday on),
/// months or years of the calendar.
class Periods {
 public:
  enum class Unit : std::uint8_t { fixed, week, month, year };
  /// Of this length (above 0), one of them beginning at `origin`.
  Periods(Moment length, Moment origin) : length_(length), origin_(origin) {}
  /// Of the calendar; the timeline is one of datetimes.
  explicit Periods(Unit unit) : unit_(unit) {}

  [[nodiscard]] std::int64_t number(Moment moment) const;
  [[nodiscard]] Moment start(std::int64_t number) const;
  /// The last period that ends within this length from the begin of one on; at least that one itself.
  [[nodiscard]] std::int64_t last_within(std::int64_t number, Moment length) const;

 private:
  Unit unit_ = Unit::fixed;
  Moment length_ = 1;
  Moment origin_ = 0;
};

}  // namespace kelpie::executor
