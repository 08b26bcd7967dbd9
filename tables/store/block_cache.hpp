#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// Decoded blocks of columns, those that were used last up to a number of bytes: what is asked again and again costs what it costs in memory. It is
/// in shards, each with its share of the bytes, so that threads seldom wait for each other. Thread-safe.
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
  /// Whether a vector's dictionary is held by others, too, or counts as the vector's.
  enum class Dictionaries { shared, own };
  /// In the place of what is there under the key. What is larger than a sixteenth of the cache is not kept.
  void put(const Key& key, const Vector& rows, Dictionaries dictionaries = Dictionaries::shared);
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
  struct Shard {
    std::mutex mutex;
    std::list<Entry> entries;  // the last used first
    std::unordered_map<Key, std::list<Entry>::iterator, Hash> places;
    std::size_t bytes = 0;
    std::unordered_set<Key, Hash> wanted;
  };
  static constexpr std::size_t shard_count = 8;  // a power of two
  static constexpr std::size_t max_wanted = (std::size_t{1} << 16) / shard_count;

  [[nodiscard]] Shard& shard_of(const Key& key) { return shards_[Hash()(key) >> 32 & (shard_count - 1)]; }

  std::size_t capacity_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace kelpie::tables::store
