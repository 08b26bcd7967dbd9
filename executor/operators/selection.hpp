#pragma once

#include <cstdint>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// One byte a row: 1 where a boolean vector is true (null is not). Writes size() bytes to `mask`.
void write_mask(const tables::Vector& predicate, std::uint8_t* mask);
/// Ands the same into `mask`.
void and_mask(const tables::Vector& predicate, std::uint8_t* mask);
/// The row numbers whose byte is 1.
void rows_of(const std::uint8_t* mask, std::size_t size, std::vector<std::uint32_t>& rows);
/// The row numbers where a boolean vector is true, where they are found without a mask: one entry of its dictionary is true, or it is flat. False: it is
/// of another kind, and `rows` is as it was.
[[nodiscard]] bool rows_without_mask(const tables::Vector& predicate, std::vector<std::uint32_t>& rows);
/// Of a constant boolean vector with rows: whether it is true.
[[nodiscard]] bool holds(const tables::Vector& constant);

}  // namespace kelpie::executor
