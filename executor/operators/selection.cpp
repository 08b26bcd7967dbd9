#include "executor/operators/selection.hpp"

#include <cstring>

namespace kelpie::executor {

namespace {

/// The predicate's value for each dictionary entry.
std::vector<std::uint8_t> entry_mask(const tables::Vector& values) {
  std::vector<std::uint8_t> mask(values.size());
  write_mask(values, mask.data());
  return mask;
}

template <bool And>
void combine(const tables::Vector& predicate, std::uint8_t* mask) {
  const std::size_t size = predicate.size();
  if (predicate.is_dictionary()) {
    const std::vector<std::uint8_t> entries = entry_mask(predicate.dictionary()->values());
    tables::with_codes(predicate, [&](const auto* codes) {
      for (std::size_t i = 0; i < size; ++i) {
        if constexpr (And) mask[i] &= entries[codes[i]];
        else mask[i] = entries[codes[i]];
      }
    });
    return;
  }
  const std::uint8_t* values = predicate.values<std::uint8_t>();
  const std::uint8_t* validity = predicate.validity();
  if (predicate.is_constant()) {
    const bool keep = (validity == nullptr || validity[0] != 0) && values[0] != 0;
    if (!keep) std::memset(mask, 0, size);
    else if constexpr (!And) std::memset(mask, 1, size);
    return;
  }
  for (std::size_t i = 0; i < size; ++i) {
    if constexpr (And) mask[i] &= values[i];
    else mask[i] = values[i];
  }
  if (validity != nullptr) {
    for (std::size_t i = 0; i < size; ++i) mask[i] &= validity[i];
  }
}

}  // namespace

void write_mask(const tables::Vector& predicate, std::uint8_t* mask) { combine<false>(predicate, mask); }

void and_mask(const tables::Vector& predicate, std::uint8_t* mask) { combine<true>(predicate, mask); }

void rows_of(const std::uint8_t* mask, std::size_t size, std::vector<std::uint32_t>& rows) {
  rows.resize(size + 8);
  std::uint32_t* out = rows.data();
  std::size_t count = 0;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, mask + i, 8);
    if (eight == 0) continue;
    for (std::size_t j = 0; j < 8; ++j) {
      out[count] = static_cast<std::uint32_t>(i + j);
      count += mask[i + j];
    }
  }
  for (; i < size; ++i) {
    out[count] = static_cast<std::uint32_t>(i);
    count += mask[i];
  }
  rows.resize(count);
}

Batch gather(const Batch& batch, std::span<const std::uint32_t> rows) {
  Batch result{rows.size(), {}, batch.sequence};
  result.columns.reserve(batch.columns.size());
  for (const tables::Vector& column : batch.columns) result.columns.push_back(column.gather(rows));
  return result;
}

}  // namespace kelpie::executor
