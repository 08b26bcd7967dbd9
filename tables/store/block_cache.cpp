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
  const std::lock_guard lock(mutex_);
  const auto found = places_.find(key);
  if (found == places_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->rows;
}

void BlockCache::put(const Key& key, const Vector& rows) {
  const std::size_t bytes = bytes_of(rows);
  if (bytes > capacity_ / 16) return;
  std::list<Entry> dropped;  // freed without the lock
  const std::lock_guard lock(mutex_);
  if (const auto found = places_.find(key); found != places_.end()) {
    bytes_ -= found->second->bytes;
    dropped.splice(dropped.begin(), entries_, found->second);
    places_.erase(found);
  }
  entries_.push_front({key, rows, bytes});
  places_[key] = entries_.begin();
  bytes_ += bytes;
  while (bytes_ > capacity_) {
    bytes_ -= entries_.back().bytes;
    places_.erase(entries_.back().key);
    dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
  }
}

bool BlockCache::wanted_before(const Key& key) {
  const std::lock_guard lock(mutex_);
  if (wanted_.erase(key) > 0) return true;
  if (wanted_.size() >= max_wanted) wanted_.clear();
  wanted_.insert(key);
  return false;
}

}  // namespace kelpie::tables::store
