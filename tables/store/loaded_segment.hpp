#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tables/damaged_data.hpp"
#include "tables/store/block_cache.hpp"
#include "tables/store/column_encoding.hpp"
#include "tables/store/segment_image.hpp"

namespace kelpie::tables::store {

/// A segment's bytes and what was opened of them so far; snapshots share it. Thread-safe.
class LoadedSegment {
 public:
  /// `owner` keeps the bytes alive; `place` names them in errors. Its blocks are in the cache under `id`, which nothing else has. Nothing is looked
  /// at yet.
  LoadedSegment(std::shared_ptr<const void> owner, std::string_view bytes, std::string place, std::shared_ptr<BlockCache> cache, std::uint64_t id)
      : owner_(std::move(owner)), bytes_(bytes), place_(std::move(place)), cache_(std::move(cache)), id_(id) {}

  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
  [[nodiscard]] BlockCache& cache() const { return *cache_; }
  [[nodiscard]] std::uint64_t id() const { return id_; }
  /// The directory, checked at first use. Throws DamagedData.
  [[nodiscard]] const SegmentImage& image() const;
  /// A column, its checksum compared at first use. Throws DamagedData.
  [[nodiscard]] const EncodedColumn& column(std::size_t number) const;
  /// The same bytes opened for somebody else, who shares no dictionaries and no decoded blocks with whoever reads this one.
  [[nodiscard]] std::shared_ptr<const LoadedSegment> apart() const;
  /// What the column's own codes are in the dictionary that it shares with other segments; nullptr: it shares none yet.
  [[nodiscard]] const std::vector<std::uint32_t>* translation(std::size_t column) const {
    return slots_[column].translation.load(std::memory_order_acquire);
  }
  /// Only the column's SharedDictionary does this, once.
  void translate(std::size_t column, std::vector<std::uint32_t> codes) const;
  /// A number for a path inside a column, by which its blocks are cached; nothing when there are too many.
  [[nodiscard]] std::optional<std::uint32_t> path_number(std::size_t column, std::span<const std::string> path) const;
  /// Calls f and puts the segment's place and the column's name before what DamagedData says.
  template <typename F>
  decltype(auto) at_place(std::size_t column, F&& f) const {
    try {
      return f();
    } catch (const DamagedData& damage) {
      damaged(column, damage);
    }
  }

 private:
  [[noreturn]] void damaged(std::size_t column, const DamagedData& damage) const;

  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
  std::string place_;
  std::shared_ptr<BlockCache> cache_;
  std::uint64_t id_;
  mutable std::mutex mutex_;
  mutable std::atomic<const SegmentImage*> ready_ = nullptr;
  mutable std::optional<SegmentImage> image_;
  struct Slot {
    std::unique_ptr<EncodedColumn> opened;
    std::atomic<const EncodedColumn*> column = nullptr;
    std::vector<std::uint32_t> codes;
    std::atomic<const std::vector<std::uint32_t>*> translation = nullptr;
  };
  mutable std::unique_ptr<Slot[]> slots_;
  mutable std::map<std::pair<std::size_t, std::vector<std::string>>, std::uint32_t> paths_;
};

}  // namespace kelpie::tables::store
