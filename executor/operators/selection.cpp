#include "executor/operators/selection.hpp"

#include <cstring>

namespace kelpie::executor {

namespace {

template <bool And>
void combine(const tables::Vector& predicate, std::uint8_t* mask) {
  const std::size_t size = predicate.size();
  if (predicate.is_dictionary()) {
    const tables::Vector& entries = predicate.dictionary()->values();
    const std::uint8_t* values = entries.values<std::uint8_t>();
    const std::uint8_t* validity = entries.validity();
    tables::with_codes(predicate, [&](const auto* codes) {
      for (std::size_t i = 0; i < size; ++i) {
        const std::uint8_t kept = validity == nullptr ? values[codes[i]] : values[codes[i]] & validity[codes[i]];
        if constexpr (And)
          mask[i] &= kept;
        else
          mask[i] = kept;
      }
    });
    return;
  }
  const std::uint8_t* values = predicate.values<std::uint8_t>();
  const std::uint8_t* validity = predicate.validity();
  if (predicate.is_constant()) {
    if (!holds(predicate))
      std::memset(mask, 0, size);
    else if constexpr (!And)
      std::memset(mask, 1, size);
    return;
  }
  for (std::size_t i = 0; i < size; ++i) {
    if constexpr (And)
      mask[i] &= values[i];
    else
      mask[i] = values[i];
  }
  if (validity != nullptr) {
    for (std::size_t i = 0; i < size; ++i) mask[i] &= validity[i];
  }
}

}  // namespace

bool holds(const tables::Vector& constant) {
  return constant.size() > 0 && (constant.validity() == nullptr || constant.validity()[0] != 0) &&
         constant.values<std::uint8_t>()[0] != 0;
}

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

}  // namespace kelpie::executor
