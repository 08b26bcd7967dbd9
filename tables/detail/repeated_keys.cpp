#include "tables/detail/repeated_keys.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace kelpie::tables {

namespace {

/// Bags of up to this many entries compare their keys one with the other.
constexpr std::size_t compared_bag = 8;
/// Places of the table to look at for each key before the keys count as made to collide.
constexpr std::size_t probes_per_key = 16;

/// Length, the first and the last eight bytes, mixed: enough for names, not for an adversary.
std::uint64_t hash_of(std::string_view key) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (key.size() >= 8) {
    first = layout::load<std::uint64_t>(key.data());
    last = layout::load<std::uint64_t>(key.data() + key.size() - 8);
  } else if (key.size() >= 4) {
    first = layout::load<std::uint32_t>(key.data());
    last = layout::load<std::uint32_t>(key.data() + key.size() - 4);
  } else {
    for (const char c : key) first = first << 8 | static_cast<unsigned char>(c);
  }
  return (first * odd ^ std::rotl(last, 29) ^ key.size()) * odd;
}

/// Entry numbers by key, equal keys in the order they were written.
std::vector<std::uint32_t> sorted_by_key(const BagEntries& entries) {
  std::vector<std::uint32_t> order(entries.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
    const int comparison = entries.key(left).compare(entries.key(right));
    return comparison != 0 ? comparison < 0 : left < right;
  });
  return order;
}

bool has_repeated_key_sorting(const BagEntries& entries) {
  const std::vector<std::uint32_t> order = sorted_by_key(entries);
  return std::adjacent_find(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
           return entries.key(left) == entries.key(right);
         }) != order.end();
}

}  // namespace

bool has_repeated_key(const BagEntries& entries, std::vector<std::uint32_t>& scratch) {
  const std::size_t count = entries.size();
  if (count <= compared_bag) {
    for (std::size_t i = 1; i < count; ++i) {
      const std::string_view key = entries.key(i);
      for (std::size_t j = 0; j < i; ++j) {
        if (entries.key(j) == key) return true;
      }
    }
    return false;
  }
  const std::size_t places = std::bit_ceil(count * 2);
  const int shift = 64 - std::countr_zero(places);
  scratch.assign(places, 0);  // entry number + 1
  std::size_t probes = count * probes_per_key;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view key = entries.key(i);
    std::size_t place = hash_of(key) >> shift;
    while (scratch[place] != 0) {
      if (entries.key(scratch[place] - 1) == key) return true;
      if (--probes == 0) return has_repeated_key_sorting(entries);
      place = (place + 1) & (places - 1);
    }
    scratch[place] = static_cast<std::uint32_t>(i + 1);
  }
  return false;
}

std::vector<std::uint32_t> last_of_each_key(const BagEntries& entries) {
  constexpr std::uint32_t nobody = UINT32_MAX;
  const std::size_t count = entries.size();
  const std::vector<std::uint32_t> order = sorted_by_key(entries);
  std::vector<std::uint32_t> result(count, nobody);  // at the place of each key's first entry its last one
  for (std::size_t i = 0; i < count;) {
    std::size_t end = i + 1;
    while (end < count && entries.key(order[end]) == entries.key(order[i])) ++end;
    result[order[i]] = order[end - 1];
    i = end;
  }
  std::erase(result, nobody);
  return result;
}

}  // namespace kelpie::tables
