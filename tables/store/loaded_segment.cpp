#include "tables/store/loaded_segment.hpp"

#include "tables/damaged_data.hpp"

namespace kelpie::tables::store {

const SegmentImage& LoadedSegment::image() const {
  if (const SegmentImage* ready = ready_.load(std::memory_order_acquire)) return *ready;
  const std::lock_guard lock(mutex_);
  if (!image_) {
    SegmentImage image(bytes_, place_);
    slots_ = std::make_unique<Slot[]>(image.columns().size());
    image_ = std::move(image);
    ready_.store(&*image_, std::memory_order_release);
  }
  return *image_;
}

const EncodedColumn& LoadedSegment::column(std::size_t number) const {
  const SegmentImage& directory = image();
  Slot& slot = slots_[number];
  if (const EncodedColumn* ready = slot.column.load(std::memory_order_acquire)) return *ready;
  const std::lock_guard lock(mutex_);
  if (!slot.opened) {
    directory.check(number);
    const SegmentImage::Column& column = directory.columns()[number];
    slot.opened = at_place(number, [&] { return open_column(column.type, directory.rows(), column.bytes, owner_); });
    slot.column.store(slot.opened.get(), std::memory_order_release);
  }
  return *slot.opened;
}

std::shared_ptr<const LoadedSegment> LoadedSegment::apart() const {
  return std::make_shared<const LoadedSegment>(owner_, bytes_, place_, std::make_shared<BlockCache>(0), 0);
}

std::optional<std::uint32_t> LoadedSegment::path_number(std::size_t column, std::span<const std::string> path) const {
  constexpr std::uint32_t most = 1000;
  const std::lock_guard lock(mutex_);
  const std::pair<std::size_t, std::vector<std::string>> key(column, {path.begin(), path.end()});
  const auto found = paths_.find(key);
  if (found != paths_.end()) return found->second;
  if (paths_.size() >= most) return std::nullopt;
  return paths_.emplace(key, static_cast<std::uint32_t>(paths_.size())).first->second;
}

void LoadedSegment::translate(std::size_t column, std::vector<std::uint32_t> codes) const {
  Slot& slot = slots_[column];
  slot.codes = std::move(codes);
  slot.translation.store(&slot.codes, std::memory_order_release);
}

void LoadedSegment::damaged(std::size_t column, const DamagedData& damage) const {
  throw DamagedData(place_ + ": damaged: column " + image_->columns()[column].name + ": " + damage.what());
}

}  // namespace kelpie::tables::store
