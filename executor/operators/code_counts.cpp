#include "executor/operators/code_counts.hpp"

namespace kelpie::executor {

namespace {

/// Counts in four lanes, so that neighbouring rows of one code need not wait for each other; the first lane has the
/// sums.
template <typename Code>
void count_codes(const Code* codes, std::size_t rows, std::size_t size, std::vector<std::uint32_t>& counts) {
  counts.assign(4 * size, 0);
  std::uint32_t* const first = counts.data();
  std::uint32_t* const second = first + size;
  std::uint32_t* const third = second + size;
  std::uint32_t* const fourth = third + size;
  std::size_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    ++first[codes[row]];
    ++second[codes[row + 1]];
    ++third[codes[row + 2]];
    ++fourth[codes[row + 3]];
  }
  for (; row < rows; ++row) ++first[codes[row]];
  for (std::size_t code = 0; code < size; ++code) first[code] += second[code] + third[code] + fourth[code];
}

}  // namespace

bool CodeCounts::count(const tables::Vector& key, GroupKeys& keys) {
  if (!key.is_dictionary()) return false;
  const std::size_t size = key.dictionary()->size();
  if (size > max_codes || size > key.size()) return false;
  if (dictionary_ != key.dictionary()) {
    dictionary_ = key.dictionary();
    group_of_.assign(size, no_group);
  }
  tables::with_codes(key, [&](const auto* codes) { count_codes(codes, key.size(), size, counts_); });
  std::size_t unknown = 0;
  for (std::size_t code = 0; code < size; ++code) unknown += counts_[code] > 0 && group_of_[code] == no_group ? 1 : 0;
  if (unknown > 0) find_groups(key, unknown, keys);
  groups_.clear();
  rows_.clear();
  for (std::size_t code = 0; code < size; ++code) {
    if (counts_[code] == 0) continue;
    groups_.push_back(group_of_[code]);
    rows_.push_back(counts_[code]);
  }
  return true;
}

void CodeCounts::find_groups(const tables::Vector& key, std::size_t unknown, GroupKeys& keys) {
  auto codes = std::make_shared<std::vector<std::uint32_t>>();
  std::vector<std::uint8_t> seen(group_of_.size());
  for (std::size_t row = 0; codes->size() < unknown; ++row) {
    const std::uint32_t code = key.code_at(row);
    if (group_of_[code] != no_group || seen[code] != 0) continue;
    seen[code] = 1;
    codes->push_back(code);
  }
  const std::uint32_t* data = codes->data();
  const tables::Vector first = tables::Vector::dictionary(dictionary_, tables::CodeWidth::four, data, unknown, codes);
  std::vector<std::uint32_t> groups(unknown);
  keys.groups(std::span(&first, 1), unknown, groups.data());
  for (std::size_t i = 0; i < unknown; ++i) group_of_[(*codes)[i]] = groups[i];
}

}  // namespace kelpie::executor
