#pragma once

#include <memory>
#include <span>

#include "tables/store/encoding/bit_packing.hpp"
#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/store/encoding/compressed_bytes.hpp"
#include "tables/vector.hpp"

namespace kelpie::tables::store {

/// Appends the values at `positions` of a flat vector, none of them null: texts as packed lengths and their bytes,
/// others at fixed width; compressed.
void append_entries(std::string& out, const Vector& values, std::span<const std::uint32_t> positions);

/// What append_entries wrote, not decoded yet.
class StoredEntries {
 public:
  StoredEntries() = default;
  /// Throws DamagedData.
  StoredEntries(ByteCursor& cursor, Type type, std::size_t count);
  /// A flat vector: a null in front if asked for, then the values. `owner` keeps the column's bytes. Throws
  /// DamagedData.
  [[nodiscard]] Vector decode(bool null_first, const std::shared_ptr<const void>& owner) const;

 private:
  Type type_ = Type::string;
  std::size_t count_ = 0;
  PackedValues lengths_;
  CompressedBytes bytes_;
};

}  // namespace kelpie::tables::store
