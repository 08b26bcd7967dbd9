#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <utility>

#include "tables/readers/text_dictionary.hpp"
#include "tables/store/loaded_segment.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// One dictionary for a text column of many segments, so that equal values of different segments have one code, and what is derived from the
/// dictionary is derived once. It only grows: codes stay what they are, and a dictionary handed out earlier stays good. Thread-safe.
class SharedDictionary {
 public:
  /// `type`: string or dynamic.
  explicit SharedDictionary(Type type);

  using Column = std::pair<const LoadedSegment*, std::size_t>;
  /// Adds the values of those columns that were not added before. Segments whose column has no dictionary are passed over, and so are all when
  /// so many values are new that sharing them would cost more than it saves. Throws DamagedData.
  void add(std::span<const Column> columns);
  /// Holds at least the values of all columns added so far; nullptr when there are none.
  [[nodiscard]] std::shared_ptr<const Dictionary> current() const;

 private:
  [[nodiscard]] std::vector<std::uint32_t> numbers_of(const Dictionary& entries);
  void publish();

  Type type_;
  std::mutex adding_;
  readers::TextDictionary values_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Dictionary> current_;
};

}  // namespace kelpie::tables::store
