#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tables/readers/column_filler.hpp"

namespace kelpie::tables::readers {

/// Collects the fields of one record that no column takes, and puts them into the column for them, as one bag. A record
/// without any costs nothing. Not thread-safe.
class UnknownFields {
 public:
  static constexpr std::size_t max_fields = 256;
  static constexpr std::size_t max_bytes = std::size_t{64} * 1024;  // of the values of a record

  void clear() { fields_.clear(); }
  [[nodiscard]] bool empty() const { return fields_.empty(); }
  /// `path` and `key` as they stand in JSON, `value` a JSON token; all must live until put(). Nulls say nothing and are
  /// not kept.
  void add(std::string_view path, std::string_view key, std::string_view value) {
    if (value != "null") fields_.push_back({path, key, value});
  }
  /// Puts the bag of what was added. What is beyond the limits or no JSON is counted as unreadable.
  void put(ColumnFiller& column, std::uint32_t row);

 private:
  struct Field {
    std::string_view path, key, value;
  };
  std::vector<Field> fields_;
  std::string bag_;
};

}  // namespace kelpie::tables::readers
