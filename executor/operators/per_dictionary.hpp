#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <vector>

#include "tables/vector.hpp"

namespace kelpie::executor {

/// What an operator derived from dictionaries, kept for the next batches. Thread-safe.
template <typename Derived>
class PerDictionary {
 public:
  /// make(values) derives from the dictionary's values; nullptr while it does not pay to do so for all of them, because few rows of theirs
  /// have been seen. What is derived first stays: its identity is stable.
  template <typename Make>
  std::shared_ptr<const Derived> find(const std::shared_ptr<const tables::Dictionary>& dictionary, std::size_t rows, Make&& make) {
    {
      const std::lock_guard lock(mutex_);
      Entry& entry = entry_of(dictionary);
      entry.rows_seen += rows;
      if (entry.derived) return entry.derived;
      if (dictionary->size() > 2 * entry.rows_seen + 64) return nullptr;
    }
    auto derived = std::make_shared<const Derived>(make(dictionary->values()));
    const std::lock_guard lock(mutex_);
    Entry& entry = entry_of(dictionary);
    if (!entry.derived) entry.derived = std::move(derived);
    return entry.derived;
  }

 private:
  struct Entry {
    std::shared_ptr<const tables::Dictionary> from;
    std::shared_ptr<const Derived> derived;
    std::size_t rows_seen = 0;
  };
  Entry& entry_of(const std::shared_ptr<const tables::Dictionary>& dictionary) {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.from == dictionary; });
    if (found != entries_.end()) return *found;
    if (entries_.size() >= capacity) entries_.erase(entries_.begin());
    return entries_.emplace_back(Entry{dictionary, nullptr, 0});
  }

  static constexpr std::size_t capacity = 256;
  std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace kelpie::executor
