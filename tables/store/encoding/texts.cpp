#include "tables/store/encoding/texts.hpp"

#include <limits>
#include <stdexcept>

#include "tables/store/encoding/bit_packing.hpp"
#include "tables/store/encoding/compressed_bytes.hpp"
#include "tables/store/encoding/dynamic_check.hpp"
#include "tables/store/encoding/validity.hpp"

namespace kelpie::tables::store {

namespace {

constexpr std::string_view what = "plain texts";

struct TextCells {
  std::unique_ptr<std::string_view[]> values;
  std::unique_ptr<std::uint8_t[]> validity;
  std::vector<std::shared_ptr<const void>> owners;
};

/// Block summaries, nulls, for each block the width of the lengths, the lengths, the bytes.
class TextColumn final : public ColumnBase {
 public:
  explicit TextColumn(Source source) : ColumnBase(std::move(source)) {
    if (physical_of(source_.type) != Physical::text) {
      throw_damaged("type of a column of texts", static_cast<std::uint64_t>(source_.type), "string or dynamic");
    }
    ByteCursor cursor(source_.bytes);
    blocks_ = take_summaries(cursor, source_.rows);
    validity_ = Validity(cursor, source_.rows, blocks_);
    texts_.reserve(blocks_.size());
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      const std::size_t rows = rows_of_block(source_.rows, i);
      const auto width = cursor.take<std::uint8_t>("width of the texts' lengths");
      if (width > 32) throw_damaged("width of the texts' lengths", width, "at most 32 bits");
      const PackedValues lengths(cursor.take_bytes(PackedValues::bytes_of(rows, width), "lengths of texts"), rows,
                                 width);
      texts_.push_back({lengths, CompressedBytes(cursor, what)});
    }
    cursor.expect_end(what);
  }

  std::string_view encoding_name() const override { return "plain"; }

  Vector read(std::size_t offset, std::size_t count) const override {
    require_range(offset, count);
    auto cells = std::make_shared<TextCells>();
    cells->values = std::make_unique_for_overwrite<std::string_view[]>(count);
    cells->validity = validity_.read(offset, count);
    for (std::size_t done = 0; done < count;) {
      const std::size_t within = (offset + done) % block_rows;
      const std::size_t taken = std::min(block_rows - within, count - done);
      read_block(texts_[(offset + done) / block_rows], within, taken, cells->values.get() + done, cells->owners);
      done += taken;
    }
    const std::string_view* values = cells->values.get();
    const std::uint8_t* validity = cells->validity.get();
    if (source_.type == Type::dynamic) {
      for (std::size_t i = 0; i < count; ++i) {
        if (!values[i].empty()) require_dynamic(values[i]);
      }
    }
    return Vector::flat(source_.type, count, values, validity, std::move(cells));
  }

 private:
  struct Block {
    PackedValues lengths;
    CompressedBytes bytes;
  };

  void read_block(const Block& block, std::size_t within, std::size_t count, std::string_view* out,
                  std::vector<std::shared_ptr<const void>>& owners) const {
    CompressedBytes::Content content = block.bytes.decompressed(what);
    if (std::shared_ptr<const void> owner = content.owner ? std::move(content.owner) : source_.owner; owner)
      owners.push_back(std::move(owner));
    std::uint64_t skipped = 0;
    block.lengths.each_run(0, within, [&](const std::uint32_t* lengths, std::size_t taken, std::size_t) {
      for (std::size_t i = 0; i < taken; ++i) skipped += lengths[i];
    });
    ByteCursor cursor(content.bytes);
    cursor.take_bytes(skipped, what);
    block.lengths.each_run(within, count, [&](const std::uint32_t* lengths, std::size_t taken, std::size_t at) {
      for (std::size_t i = 0; i < taken; ++i) out[at + i] = cursor.take_bytes(lengths[i], what);
    });
    if (within + count == block.lengths.size()) cursor.expect_end(what);
  }

  Validity validity_;
  std::vector<Block> texts_;
};

}  // namespace

void append_texts(std::string& out, const Vector& column) {
  append_value(out, EncodingKind::texts);
  const std::uint8_t* validity = column.type() == Type::string ? nullptr : column.validity();
  const std::string_view* values = column.values<std::string_view>();
  const std::size_t rows = column.size();
  append_summaries(out, unknown_blocks(count_nulls(validity, rows), rows));
  append_validity(out, validity, rows);
  std::vector<std::uint32_t> lengths;
  std::string bytes;
  for (std::size_t begin = 0; begin < rows; begin += block_rows) {
    lengths.clear();
    bytes.clear();
    std::size_t longest = 0;
    for (std::size_t i = begin; i < std::min(rows, begin + block_rows); ++i) {
      const std::string_view text = validity != nullptr && validity[i] == 0 ? std::string_view() : values[i];
      longest = std::max(longest, text.size());
      lengths.push_back(static_cast<std::uint32_t>(text.size()));
      bytes.append(text);
    }
    if (longest > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("a text is larger than 4 GiB");
    append_value(out, static_cast<std::uint8_t>(width_of(longest)));
    append_all_packed(out, lengths, width_of(longest));
    append_compressed(out, bytes);
  }
}

std::unique_ptr<EncodedColumn> open_texts(Source source) { return std::make_unique<TextColumn>(std::move(source)); }

}  // namespace kelpie::tables::store
