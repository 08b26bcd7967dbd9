#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "executor/aggregates/distinct_counter.hpp"
#include "executor/aggregates/met_pairs.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// Feeds the hashes of a column to a counter, batch by batch: an entry of a dictionary is hashed when it is first met,
/// a null is left out.
class HashedRows {
 public:
  /// Adds the rows of `argument`, row i to group group_of[i].
  void add_to(DistinctCounter& counter, const tables::Vector& argument, std::span<const std::uint32_t> group_of);
  [[nodiscard]] std::size_t memory() const;

 private:
  struct Entries {
    std::shared_ptr<const tables::Dictionary> dictionary;
    std::unique_ptr<std::uint64_t[]> hashes;  // 0: not met yet, 1: null
    MetPairs met;
  };

  Entries& entries_of(const std::shared_ptr<const tables::Dictionary>& dictionary);
  template <typename Code>
  void add_codes(DistinctCounter& counter, Entries& entries, const Code* codes,
                 std::span<const std::uint32_t> group_of);
  template <typename Code>
  void add_codes(DistinctCounter& counter, Entries& entries, const Code* codes, std::size_t count);
  template <typename Code>
  void add_new_codes(DistinctCounter& counter, Entries& entries, const Code* codes,
                     std::span<const std::uint32_t> group_of);
  void add_flat(DistinctCounter& counter, const tables::Vector& flat, std::span<const std::uint32_t> group_of);

  std::vector<Entries> dictionaries_;  // those met last
  std::size_t next_ = 0;
};

}  // namespace kelpie::executor
