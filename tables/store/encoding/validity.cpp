#include "tables/store/encoding/validity.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace kelpie::tables::store {

namespace {

/// The eight bits of every byte as bytes.
constexpr std::array<std::uint64_t, 256> bytes_of_bits = [] {
  std::array<std::uint64_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) table[i] |= static_cast<std::uint64_t>(i >> bit & 1) << (8 * bit);
  }
  return table;
}();

}  // namespace

std::vector<std::uint32_t> count_nulls(const std::uint8_t* validity, std::size_t rows) {
  std::vector<std::uint32_t> nulls(blocks_of(rows), 0);
  if (validity == nullptr) return nulls;
  for (std::size_t block = 0; block < nulls.size(); ++block) {
    const std::uint8_t* from = validity + block * block_rows;
    nulls[block] = static_cast<std::uint32_t>(std::count(from, from + rows_of_block(rows, block), 0));
  }
  return nulls;
}

void append_bits(std::string& out, const std::uint8_t* bytes, std::size_t count) {
  for (std::size_t i = 0; i < count; i += 8) {
    unsigned byte = 0;
    for (std::size_t bit = 0; bit < std::min<std::size_t>(8, count - i); ++bit)
      byte |= (bytes[i + bit] != 0 ? 1u : 0u) << bit;
    out.push_back(static_cast<char>(byte));
  }
}

void expand_bits(const char* bits, std::size_t first, std::size_t count, std::uint8_t* out) {
  std::size_t done = 0;
  for (; done < count && (first + done) % 8 != 0; ++done)
    out[done] = static_cast<std::uint8_t>(bits[(first + done) / 8]) >> ((first + done) % 8) & 1;
  for (; done + 8 <= count; done += 8)
    std::memcpy(out + done, &bytes_of_bits[static_cast<std::uint8_t>(bits[(first + done) / 8])], 8);
  for (; done < count; ++done)
    out[done] = static_cast<std::uint8_t>(bits[(first + done) / 8]) >> ((first + done) % 8) & 1;
}

void append_validity(std::string& out, const std::uint8_t* validity, std::size_t rows) {
  if (validity == nullptr) return;
  const std::vector<std::uint32_t> nulls = count_nulls(validity, rows);
  for (std::size_t block = 0; block < nulls.size(); ++block) {
    const std::size_t in_block = rows_of_block(rows, block);
    if (nulls[block] > 0 && nulls[block] < in_block) append_bits(out, validity + block * block_rows, in_block);
  }
}

Validity::Validity(ByteCursor& cursor, std::size_t rows, const std::vector<BlockSummary>& blocks) {
  if (std::all_of(blocks.begin(), blocks.end(), [](const BlockSummary& block) { return block.nulls == 0; })) return;
  blocks_.resize(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::size_t in_block = rows_of_block(rows, i);
    blocks_[i].valid = blocks[i].nulls == 0;
    if (blocks[i].nulls > 0 && blocks[i].nulls < in_block)
      blocks_[i].bits = cursor.take_bytes((in_block + 7) / 8, "bits of a block's nulls").data();
  }
}

bool Validity::read(std::size_t offset, std::size_t count, std::uint8_t* out) const {
  if (blocks_.empty() || count == 0) return false;
  const std::size_t first = offset / block_rows;
  const std::size_t last = (offset + count - 1) / block_rows;
  if (std::all_of(blocks_.begin() + static_cast<std::ptrdiff_t>(first),
                  blocks_.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                  [](const Block& block) { return block.bits == nullptr && block.valid; })) {
    return false;
  }
  for (std::size_t done = 0; done < count;) {
    const std::size_t within = (offset + done) % block_rows;
    const std::size_t taken = std::min(block_rows - within, count - done);
    const Block& block = blocks_[(offset + done) / block_rows];
    if (block.bits != nullptr) {
      expand_bits(block.bits, within, taken, out + done);
    } else {
      std::memset(out + done, block.valid ? 1 : 0, taken);
    }
    done += taken;
  }
  return true;
}

std::unique_ptr<std::uint8_t[]> Validity::read(std::size_t offset, std::size_t count) const {
  auto bytes = std::make_unique_for_overwrite<std::uint8_t[]>(count);
  if (!read(offset, count, bytes.get())) bytes.reset();
  return bytes;
}

}  // namespace kelpie::tables::store
