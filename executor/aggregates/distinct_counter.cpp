#include "executor/aggregates/distinct_counter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace kelpie::executor {

namespace {

constexpr std::size_t smallest_table = 1024;
/// From here on a table grows more slowly.
constexpr std::size_t large_table = std::size_t{1} << 19;
/// Rows that wait for their place in the table to come from memory.
constexpr std::size_t waiting_rows = 32;

}  // namespace

void DistinctCounter::add(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> group_of) {
  if (groups_.size() == 1) return add(hashes, std::uint32_t{0});
  struct Waiting {
    std::uint64_t hash;
    std::uint32_t group;
  };
  std::array<Waiting, waiting_rows> waiting;
  std::size_t count = 0;
  for (std::size_t row = 0; row < hashes.size(); ++row) {
    const std::uint64_t hash = hashes[row] | static_cast<std::uint64_t>(hashes[row] == 0);
    Group& group = groups_[group_of[row]];
    if (group.first == hash) continue;
    if (group.first == 0) {
      group.first = hash;
      group.count = 1;
      continue;
    }
    if (group.sketch != no_sketch) {
      sketches_[group.sketch].add(hash);
      continue;
    }
    waiting[count] = {hash, group_of[row]};
    if (!table_.empty()) __builtin_prefetch(&table_[place(hash, group_of[row])], 1);
    if (++count < waiting_rows) continue;
    for (const Waiting& each : waiting) add_one(each.hash, each.group);
    count = 0;
  }
  for (std::size_t i = 0; i < count; ++i) add_one(waiting[i].hash, waiting[i].group);
}

void DistinctCounter::add(std::span<const std::uint64_t> hashes, std::uint32_t group) {
  std::size_t row = 0;
  for (; row < hashes.size() && groups_[group].sketch == no_sketch; ++row) {
    add_one(hashes[row] | static_cast<std::uint64_t>(hashes[row] == 0), group);
  }
  if (row < hashes.size()) sketches_[groups_[group].sketch].add(hashes.subspan(row));
}

void DistinctCounter::add_one(std::uint64_t hash, std::uint32_t number) {
  Group& group = groups_[number];
  if (group.first == hash) return;
  if (group.sketch != no_sketch) return sketches_[group.sketch].add(hash);
  if (group.first == 0) {
    group.first = hash;
    group.count = 1;
  } else if (insert(hash, number)) {
    ++group.count;
  }
}

bool DistinctCounter::insert(std::uint64_t hash, std::uint32_t group) {
  if (2 * (used_ + 1) > table_.size()) {
    grow();
    if (groups_[group].sketch != no_sketch) {
      sketches_[groups_[group].sketch].add(hash);
      return false;
    }
  }
  const std::size_t mask = table_.size() - 1;
  std::size_t at = place(hash, group);
  while (table_[at].hash != 0) {
    if (table_[at].hash == hash && table_[at].group == group) return false;
    at = (at + 1) & mask;
  }
  table_[at] = {hash, group};
  ++used_;
  return true;
}

std::uint32_t DistinctCounter::make_sketch(Group& group) {
  group.sketch = static_cast<std::uint32_t>(sketches_.size());
  sketches_.emplace_back(precision_);
  sketches_.back().add(group.first);
  return group.sketch;
}

void DistinctCounter::grow() {
  std::size_t staying = used_;
  if (precision_ != 0) {
    for (Group& group : groups_) {
      if (group.sketch != no_sketch || group.count <= exact_) continue;
      make_sketch(group);
      staying -= std::min<std::size_t>(staying, group.count - 1);
    }
  }
  const std::size_t wanted = std::bit_ceil(staying + 1);
  rebuild(std::max(smallest_table, wanted < large_table ? 8 * wanted : 4 * wanted));
}

void DistinctCounter::rebuild(std::size_t capacity) {
  const ZeroedArray<Entry> before = std::exchange(table_, ZeroedArray<Entry>(capacity));
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(capacity));
  used_ = 0;
  const std::size_t mask = capacity - 1;
  for (const Entry& entry : before) {
    if (entry.hash == 0) continue;
    const Group& group = groups_[entry.group];
    if (group.sketch != no_sketch) {
      sketches_[group.sketch].add(entry.hash);
      continue;
    }
    std::size_t at = place(entry.hash, entry.group);
    while (table_[at].hash != 0) at = (at + 1) & mask;
    table_[at] = entry;
    ++used_;
  }
}

void DistinctCounter::add_sketch(const HyperLogLog& sketch, std::uint32_t number) {
  Group& group = groups_[number];
  if (group.first == 0) group.first = 1;  // not empty any more
  if (group.sketch == no_sketch)
    make_sketch(group);  // its hashes in the table follow when the table is rebuilt or settled
  sketches_[group.sketch].merge(sketch);
}

void DistinctCounter::merge(DistinctCounter& other, std::span<const std::uint32_t> group_map) {
  for (std::size_t number = 0; number < other.groups_.size(); ++number) {
    const Group& group = other.groups_[number];
    if (group.first != 0) add_one(group.first, group_map[number]);
    if (group.sketch != no_sketch) add_sketch(other.sketches_[group.sketch], group_map[number]);
  }
  // The entries come in order of their place, which would crowd one end of a table that is too small.
  if (2 * (used_ + other.used_) > table_.size())
    rebuild(std::max(smallest_table, std::bit_ceil(2 * (used_ + other.used_))));
  for (const Entry& entry : other.table_) {
    if (entry.hash != 0) add_one(entry.hash, group_map[entry.group]);
  }
}

void DistinctCounter::settle() {
  bool moved = !sketches_.empty();
  if (precision_ != 0) {
    for (Group& group : groups_) {
      if (group.sketch != no_sketch || group.count <= exact_) continue;
      make_sketch(group);
      moved = true;
    }
  }
  if (moved && !table_.empty()) rebuild(table_.size());
}

std::vector<std::int64_t> DistinctCounter::counts() {
  if (!sketches_.empty() && !table_.empty()) rebuild(table_.size());
  std::vector<std::int64_t> counts(groups_.size());
  for (std::size_t number = 0; number < groups_.size(); ++number) {
    const Group& group = groups_[number];
    counts[number] = group.sketch == no_sketch ? group.count : std::llround(sketches_[group.sketch].estimate());
  }
  return counts;
}

std::size_t DistinctCounter::memory() const {
  std::size_t bytes = groups_.capacity() * sizeof(Group) + table_.memory();
  if (!sketches_.empty()) bytes += sketches_.size() * sketches_.front().memory();
  return bytes;
}

}  // namespace kelpie::executor
