#pragma once

#include <optional>
#include <span>

#include "executor/functions/kernel.hpp"
#include "executor/functions/operators/elementwise.hpp"

namespace kelpie::executor {

/// Ticks from `low` on, `width` of them, that share one result; nothing: the result is null.
struct Piece {
  std::int64_t low = 0;
  std::int64_t width = 0;
  std::optional<std::int64_t> result;
};

/// A function of the first argument, a datetime, that only changes from one period to the next: it is computed when the
/// rows enter another period than the row before, and once for a batch whose range lies within one.
///   struct Function { Piece piece(std::int64_t ticks) const; }
template <typename Function>
class PiecewiseKernel final : public Kernel {
 public:
  PiecewiseKernel(tables::Type result, Function function) : result_(result), function_(std::move(function)) {}

  [[nodiscard]] tables::Vector evaluate(std::span<const tables::Vector> arguments, std::size_t rows) const override {
    const tables::Vector& times = arguments[0];
    if (is_constant_null(times)) return tables::Vector::null(result_, rows);
    const std::size_t count = times.is_constant() && rows > 0 ? 1 : rows;
    const std::int64_t* ticks = times.values<std::int64_t>();
    if (times.range() && times.validity() == nullptr) {
      const Piece piece = function_.piece(times.range()->min);
      if (times.range()->max - piece.low < piece.width) return constant(piece.result, rows);
    }
    FlatResult<std::int64_t> result(count);
    std::uint8_t* validity = nullptr;
    Piece piece;
    for (std::size_t row = 0; row < count; ++row) {
      const bool inside = static_cast<std::uint64_t>(ticks[row]) - static_cast<std::uint64_t>(piece.low) <
                          static_cast<std::uint64_t>(piece.width);
      if (!inside) {
        if (times.validity() != nullptr && times.validity()[row] == 0) {
          result.values()[row] = 0;
          continue;
        }
        piece = function_.piece(ticks[row]);
      }
      result.values()[row] = piece.result.value_or(0);
      if (!piece.result) [[unlikely]] {
        if (validity == nullptr) {
          validity = result.make_validity();
          std::memset(validity, 1, count);
        }
        validity[row] = 0;
      }
    }
    if (validity != nullptr && is_flat_with_nulls(times))
      and_bytes(validity, times.validity(), validity, count);
    else if (is_flat_with_nulls(times))
      result.share_validity(times);
    return result.finish(result_, rows);
  }

 private:
  [[nodiscard]] tables::Vector constant(const std::optional<std::int64_t>& value, std::size_t rows) const {
    if (!value) return tables::Vector::null(result_, rows);
    const auto cell = std::make_shared<const std::int64_t>(*value);
    return tables::Vector::constant(tables::Vector::flat(result_, 1, cell.get(), nullptr, cell).value_at(0), rows);
  }

  tables::Type result_;
  Function function_;
};

}  // namespace kelpie::executor
