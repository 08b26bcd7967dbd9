#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tables/store/encoding/shredded_node.hpp"

namespace kelpie::tables::store {

/// What a path of keys leads to in a shredded column.
class ShreddedPath {
 public:
  /// Nothing where some of the values on the way were not taken apart. `root` must outlive it.
  static std::optional<ShreddedPath> find(const ShreddedNode& root, std::span<const std::string> path);

  /// Dynamic values of rows [offset, offset + count): of a dictionary where all the contents have one, else flat.
  /// `limits` says what a block may hold.
  [[nodiscard]] Vector read(std::size_t rows, std::size_t offset, std::size_t count,
                            const ShreddedLimits& limits) const;

 private:
  struct Step {
    const ShreddedNode* node;
    std::uint32_t key;
  };
  /// For the rows of a block: which value of the target each has; `no_value` where none.
  [[nodiscard]] std::vector<std::uint32_t> values_of(std::size_t block, std::size_t rows) const;
  [[nodiscard]] bool has_entries() const;
  [[nodiscard]] Vector read_codes(std::size_t rows, std::size_t offset, std::size_t count) const;
  [[nodiscard]] Vector read_values(std::size_t rows, std::size_t offset, std::size_t count,
                                   const ShreddedLimits& limits) const;

  std::vector<Step> steps_;
  const ShreddedNode* target_ = nullptr;  // nullptr: there is no such path
};

}  // namespace kelpie::tables::store
