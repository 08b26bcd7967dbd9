#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tables/store/encoding/column_base.hpp"
#include "tables/store/encoding/shredded_form.hpp"

namespace kelpie::tables::store {

/// A column inside of a shredded one, and where in it the blocks of the whole begin.
struct ShreddedStream {
  std::vector<std::uint32_t> begins;  // one more than blocks
  std::unique_ptr<EncodedColumn> column;

  [[nodiscard]] std::size_t begin(std::size_t block) const { return begins[block]; }
  [[nodiscard]] std::size_t size(std::size_t block) const { return begins[block + 1] - begins[block]; }
  [[nodiscard]] Vector read(std::size_t block) const { return column->read(begin(block), size(block)); }
};

/// The values under one path, opened (shredded_form.hpp). Thread-safe to read.
struct ShreddedNode {
  struct Form {
    FormKind kind = FormKind::null;
    std::vector<std::uint32_t> keys;
  };
  std::vector<Form> forms;
  std::vector<std::string_view> keys;
  ShreddedStream values;  // `column` says which form each has; nullptr: the first
  std::array<ShreddedStream, form_kinds> contents;
  std::unique_ptr<ShreddedNode> elements;
  std::vector<std::unique_ptr<ShreddedNode>> children;  // one for each key

  [[nodiscard]] bool has(FormKind kind) const;
  /// Which form each value of a block has. Throws DamagedData.
  [[nodiscard]] std::vector<std::uint16_t> forms_in(std::size_t block) const;

  // What read_path makes of it once (shredded_path.cpp).
  mutable std::once_flag entries_made;
  mutable std::shared_ptr<const Dictionary> entries;
};

/// What stands between the columns of a shredded one.
struct ShreddedLimits {
  std::size_t blocks = 0;
  /// Bytes of the values of each block, which are at least as many as its values in all nodes.
  std::vector<std::uint64_t> bytes;
  std::shared_ptr<const void> owner;
};

/// Throws DamagedData.
[[nodiscard]] std::unique_ptr<ShreddedNode> open_shredded_node(ByteCursor& cursor, const ShreddedLimits& limits);

}  // namespace kelpie::tables::store
