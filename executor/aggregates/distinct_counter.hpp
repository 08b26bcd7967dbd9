#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "executor/aggregates/hyper_log_log.hpp"
#include "executor/aggregates/zeroed_array.hpp"

namespace kelpie::executor {

/// Counts the different hashes of many groups. A group's first hash lies in the group itself, the others of all groups
/// in one hash table; a group that grows large gives its hashes up for a sketch, if sketches are allowed. Hash 0 counts
/// as hash 1.
class DistinctCounter {
 public:
  /// precision: of the sketches; 0: there are none and the count is exact. A group counts exactly at least up to
  /// `exact`.
  explicit DistinctCounter(unsigned precision, std::uint32_t exact) : precision_(precision), exact_(exact) {}

  void resize(std::size_t groups) {
    if (groups > groups_.size()) groups_.resize(groups);
  }
  [[nodiscard]] std::size_t groups() const { return groups_.size(); }
  void add(std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> group_of);
  /// All into one group.
  void add(std::span<const std::uint64_t> hashes, std::uint32_t group);
  void add_sketch(const HyperLogLog& sketch, std::uint32_t group);
  void merge(DistinctCounter& other, std::span<const std::uint32_t> group_map);

  /// Different hashes of each group, estimated where there is a sketch.
  [[nodiscard]] std::vector<std::int64_t> counts();
  /// Calls f(group, hash) for the hashes of groups that have no sketch, in no order. Call settle() before.
  template <typename F>
  void for_each_hash(F f) const {
    for (std::uint32_t group = 0; group < groups_.size(); ++group) {
      if (groups_[group].first != 0 && groups_[group].sketch == no_sketch) f(group, groups_[group].first);
    }
    for (const Entry& entry : table_) {
      if (entry.hash != 0) f(entry.group, entry.hash);
    }
  }
  /// The sketch of a group, nullptr when it counts exactly. Call settle() before.
  [[nodiscard]] const HyperLogLog* sketch(std::uint32_t group) const {
    return groups_[group].sketch == no_sketch ? nullptr : &sketches_[groups_[group].sketch];
  }
  /// Moves the hashes of groups above the exact limit into sketches.
  void settle();
  [[nodiscard]] std::size_t memory() const;

 private:
  static constexpr std::uint32_t no_sketch = std::numeric_limits<std::uint32_t>::max();

  struct Group {
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t sketch = no_sketch;
  };
  struct Entry {
    std::uint64_t hash;  // 0: free
    std::uint32_t group;
  };

  void add_one(std::uint64_t hash, std::uint32_t group);
  [[nodiscard]] std::size_t place(std::uint64_t hash, std::uint32_t group) const {
    return (hash + group * 0x9e3779b97f4a7c15ULL) >> shift_;
  }
  /// False when it was there.
  bool insert(std::uint64_t hash, std::uint32_t group);
  void grow();
  void rebuild(std::size_t capacity);
  std::uint32_t make_sketch(Group& group);

  unsigned precision_;
  std::uint32_t exact_;
  std::vector<Group> groups_;
  ZeroedArray<Entry> table_;  // linear probing, at most half full
  std::size_t used_ = 0;
  unsigned shift_ = 64;
  std::vector<HyperLogLog> sketches_;
};

}  // namespace kelpie::executor
