#pragma once

#include <memory>
#include <stdexcept>
#include <vector>

#include "tables/store/column_encoding.hpp"
#include "tables/store/encoding/byte_cursor.hpp"
#include "tables/table.hpp"

namespace kelpie::tables::store {

/// First byte of an encoded column. Numbers are on disk: they stay.
enum class EncodingKind : std::uint8_t {
  constant = 0,
  dictionary = 1,
  integers = 2,
  guids = 3,
  bits = 4,
  numbers = 5,
  texts = 6,
  shredded = 7
};

[[nodiscard]] constexpr std::size_t blocks_of(std::size_t rows) { return (rows + block_rows - 1) / block_rows; }
[[nodiscard]] inline std::size_t rows_of_block(std::size_t rows, std::size_t block) {
  return std::min(block_rows, rows - block * block_rows);
}

/// Nothing known but the nulls.
[[nodiscard]] BlockSummary unknown_block(std::uint32_t nulls);
/// So for each block of `rows` rows whose numbers of nulls are these.
[[nodiscard]] std::vector<BlockSummary> unknown_blocks(const std::vector<std::uint32_t>& nulls, std::size_t rows);
/// No row has a value.
[[nodiscard]] BlockSummary empty_block(std::uint32_t nulls);
[[nodiscard]] BlockSummary constant_block(std::int64_t value);

void append_summaries(std::string& out, const std::vector<BlockSummary>& blocks);
/// Throws DamagedData, also where a block has more nulls than rows.
[[nodiscard]] std::vector<BlockSummary> take_summaries(ByteCursor& cursor, std::size_t rows);

/// Where an opened column's bytes lie and what keeps them there (nullptr: whoever opened it).
struct Source {
  Type type = Type::string;
  std::size_t rows = 0;
  std::string_view bytes;
  std::shared_ptr<const void> owner;
};

/// What the columns of all encodings do alike.
class ColumnBase : public EncodedColumn {
 public:
  [[nodiscard]] Form form() const override { return Form::flat; }
  [[nodiscard]] const BlockSummary& block(std::size_t number) const override { return blocks_.at(number); }
  [[nodiscard]] const std::shared_ptr<const Dictionary>& dictionary() const override;
  [[nodiscard]] std::size_t dictionary_size() const override { return 0; }
  void read_translated(std::size_t offset, std::size_t count, std::span<const std::uint32_t> ids, CodeWidth width,
                       void* out) const override;
  [[nodiscard]] std::optional<Vector> read_path(std::span<const std::string> path, std::size_t offset,
                                                std::size_t count) const override;
  /// Reads block by block, and holds what is known of the blocks and the order of a dictionary against it.
  void verify() const override;

 protected:
  explicit ColumnBase(Source source) : source_(std::move(source)) {}
  void require_range(std::size_t offset, std::size_t count) const;
  /// Smallest and largest value of the blocks that hold the rows.
  [[nodiscard]] std::optional<IntegerRange> range_of(std::size_t offset, std::size_t count) const;

  Source source_;
  std::vector<BlockSummary> blocks_;
};

}  // namespace kelpie::tables::store
