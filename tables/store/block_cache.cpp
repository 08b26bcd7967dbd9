#include "tables/store/block_cache.hpp"

#include <string_view>

namespace kelpie::tables::store {

namespace {

/// About what the rows hold of memory that nobody else holds.
std::size_t bytes_of(const Vector& rows) {
  if (rows.is_constant()) return sizeof(Vector);
  if (rows.is_dictionary()) return rows.size() * static_cast<std::size_t>(rows.code_width());
  std::size_t bytes = rows.validity() != nullptr ? rows.size() : 0;
  with_physical(physical_of(rows.type()), [&]<typename T>(T*) {
    bytes += rows.size() * sizeof(T);
    if constexpr (std::is_same_v<T, std::string_view>) {
      const std::string_view* texts = rows.values<std::string_view>();
      for (std::size_t i = 0; i < rows.size(); ++i) bytes += texts[i].size();
    }
  });
  return bytes;
}

}  // namespace

std::optional<Vector> BlockCache::find(const Key& key) {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.places.find(key);
  if (found == shard.places.end()) return std::nullopt;
  shard.entries.splice(shard.entries.begin(), shard.entries, found->second);
  return found->second->rows;
}

void BlockCache::put(const Key& key, const Vector& rows, Dictionaries dictionaries) {
  std::size_t bytes = bytes_of(rows);
  // Where a text is found in a dictionary stands in an index of some 12 bytes a text.
  if (dictionaries == Dictionaries::own && rows.is_dictionary()) bytes += bytes_of(rows.dictionary()->values()) + rows.dictionary()->size() * 12;
  if (bytes > capacity_ / 16) return;
  Shard& shard = shard_of(key);
  std::list<Entry> dropped;  // freed without the lock
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.places.find(key); found != shard.places.end()) {
    shard.bytes -= found->second->bytes;
    dropped.splice(dropped.begin(), shard.entries, found->second);
    shard.places.erase(found);
  }
  shard.entries.push_front({key, rows, bytes});
  shard.places[key] = shard.entries.begin();
  shard.bytes += bytes;
  while (shard.bytes > capacity_ / shard_count) {
    shard.bytes -= shard.entries.back().bytes;
    shard.places.erase(shard.entries.back().key);
    dropped.splice(dropped.begin(), shard.entries, std::prev(shard.entries.end()));
  }
}

bool BlockCache::wanted_before(const Key& key) {
  Shard& shard = shard_of(key);
  const std::lock_guard lock(shard.mutex);
  if (shard.wanted.erase(key) > 0) return true;
  if (shard.wanted.size() >= max_wanted) shard.wanted.clear();
  shard.wanted.insert(key);
  return false;
}

}  // namespace kelpie::tables::store
