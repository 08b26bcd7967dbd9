#include "executor/operators/selection.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "executor/aggregates/byte_count.hpp"
#include "executor/functions/operators/equal_codes.hpp"

namespace kelpie::executor {

namespace {

/// Codes that are looked at together: mostly none of them is wanted.
constexpr std::size_t stride = 64;

/// The entry of a dictionary that is true, where one is and the rest is not. Looked for where the dictionary is small beside the rows.
std::optional<std::uint32_t> only_true_entry(const tables::Vector& predicate) {
  const tables::Vector& entries = predicate.dictionary()->values();
  if (entries.size() > predicate.size() || entries.validity() != nullptr) return std::nullopt;
  const std::uint8_t* values = entries.values<std::uint8_t>();
  if (count_ones(values, entries.size()) != 1) return std::nullopt;
  return static_cast<std::uint32_t>(static_cast<const std::uint8_t*>(std::memchr(values, 1, entries.size())) - values);
}

template <bool And, typename Code>
void combine_equal(const Code* codes, std::size_t size, Code wanted, std::uint8_t* mask) {
  if constexpr (And) {
    std::uint8_t kept[1024];
    for (std::size_t begin = 0; begin < size; begin += sizeof kept) {
      const std::size_t count = std::min(sizeof kept, size - begin);
      run_loop<EqualCodes<Code>>(codes + begin, wanted, std::uint8_t{0}, +kept, count);
      and_bytes(mask + begin, kept, count);
    }
  } else {
    run_loop<EqualCodes<Code>>(codes, wanted, std::uint8_t{0}, mask, size);
  }
}

template <bool And>
void combine(const tables::Vector& predicate, std::uint8_t* mask) {
  const std::size_t size = predicate.size();
  if (predicate.is_dictionary()) {
    if (const auto entry = only_true_entry(predicate)) {
      tables::with_codes(predicate, [&]<typename Code>(const Code* codes) { combine_equal<And>(codes, size, static_cast<Code>(*entry), mask); });
      return;
    }
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

bool rows_without_mask(const tables::Vector& predicate, std::vector<std::uint32_t>& rows) {
  if (predicate.is_flat() && predicate.validity() == nullptr) {
    rows_of(predicate.values<std::uint8_t>(), predicate.size(), rows);
    return true;
  }
  if (!predicate.is_dictionary()) return false;
  const auto entry = only_true_entry(predicate);
  if (!entry) return false;
  rows.clear();
  tables::with_codes(predicate, [&]<typename Code>(const Code* codes) {
    const std::size_t size = predicate.size();
    const auto wanted = static_cast<Code>(*entry);
    for (std::size_t begin = 0; begin < size; begin += stride) {
      const std::size_t end = std::min(begin + stride, size);
      if (end - begin == stride) {
        Code found = 0;
        for (std::size_t i = begin; i < begin + stride; ++i) found |= static_cast<Code>(codes[i] == wanted);
        if (found == 0) continue;
      }
      for (std::size_t i = begin; i < end; ++i) {
        if (codes[i] == wanted) rows.push_back(static_cast<std::uint32_t>(i));
      }
    }
  });
  return true;
}

void rows_of(const std::uint8_t* mask, std::size_t size, std::vector<std::uint32_t>& rows) {
  const std::size_t ones = count_ones(mask, size);
  rows.resize(ones + 8);
  if (ones == 0) return rows.clear();
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
