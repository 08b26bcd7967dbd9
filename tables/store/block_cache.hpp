#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// Decoded blocks of columns, those that were used last up to a number of bytes: what is asked again and again costs what it costs in memory.
/// Thread-safe.
class BlockCache {
 public:
  struct Key {
    std::uint64_t segment = 0;
    std::uint32_t column = 0;
    std::uint32_t block = 0;
    bool operator==(const Key&) const = default;
  };
  explicit BlockCache(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::optional<Vector> find(const Key& key);
  /// In the place of what is there under the key. What is larger than a sixteenth of the cache is not kept.
  void put(const Key& key, const Vector& rows);
  /// Says that a part of this block was wanted; true when one was before: then the whole block is worth keeping.
  [[nodiscard]] bool wanted_before(const Key& key);

 private:
  struct Entry {
    Key key;
    Vector rows;
    std::size_t bytes = 0;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return (key.segment * 0x9e3779b97f4a7c15u) ^ (std::uint64_t{key.column} << 32 | key.block) * 0xc2b2ae3d27d4eb4fu;
    }
  };
  std::size_t capacity_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<Key, std::list<Entry>::iterator, Hash> places_;
  std::size_t bytes_ = 0;
  static constexpr std::size_t max_wanted = std::size_t{1} << 16;
  std::unordered_set<Key, Hash> wanted_;
};

}  // namespace kelpie::tables::store
