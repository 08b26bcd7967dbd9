#include <algorithm>

#include "tables/text_index.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables {

namespace {

/// Texts that are compared one by one rather than put into an index.
constexpr std::size_t few_texts = 16;

/// Whether an index over so many texts is to be made anew, since so many came behind them.
bool outgrown(std::size_t indexed, std::size_t size) { return size - indexed > few_texts + indexed / 8; }

}  // namespace

Dictionary::Dictionary(Vector values, bool distinct) : values_(std::move(values)), distinct_(distinct) {}

Dictionary::Dictionary(Vector values, const Dictionary& earlier) : values_(std::move(values)), distinct_(earlier.distinct_) {
  const std::lock_guard lock(earlier.mutex_);
  index_ = earlier.index_;
}

Dictionary::~Dictionary() = default;

std::optional<std::uint32_t> Dictionary::find(std::string_view text) const {
  assert(can_find());
  const std::string_view* texts = values_.values<std::string_view>();
  std::shared_ptr<const TextIndex> index;
  {
    const std::lock_guard lock(mutex_);
    if (outgrown(index_ == nullptr ? 0 : index_->size(), size())) index_ = std::make_shared<const TextIndex>(texts, size());
    index = index_;
  }
  std::size_t indexed = 0;
  if (index != nullptr) {
    if (const auto found = index->find(text, texts)) return found;
    indexed = index->size();
  }
  const std::string_view* found = std::find(texts + indexed, texts + size(), text);
  if (found == texts + size()) return std::nullopt;
  return static_cast<std::uint32_t>(found - texts);
}

}  // namespace kelpie::tables
