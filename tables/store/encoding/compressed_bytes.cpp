#include "tables/store/encoding/compressed_bytes.hpp"

#include <limits>

#include <lz4.h>
#include <zstd.h>

namespace kelpie::tables::store {

namespace {

constexpr std::uint64_t largest_ratio = 512;
// Less than this is not worth a frame's header.
constexpr std::size_t smallest_compressed = 64;

bool worth_it(std::size_t compressed, std::size_t size) { return compressed + size / 8 < size; }

void append_header(std::string& out, std::uint8_t method, std::size_t size, std::size_t stored) {
  append_value(out, method);
  append_varint(out, size);
  if (method != 0) append_varint(out, stored);
}

}  // namespace

void append_compressed(std::string& out, std::string_view bytes) {
  using Method = CompressedBytes::Method;
  const auto append_as = [&](Method method, std::string_view stored) {
    append_header(out, static_cast<std::uint8_t>(method), bytes.size(), stored.size());
    out.append(stored);
  };
  if (bytes.size() < smallest_compressed) return append_as(Method::stored, bytes);
  std::string compressed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(compressed.data(), compressed.size(), bytes.data(), bytes.size(), 1);
  if (ZSTD_isError(size) != 0 || !worth_it(size, bytes.size())) return append_as(Method::stored, bytes);
  if (bytes.size() / largest_ratio < size) return append_as(Method::zstd, {compressed.data(), size});
  if (bytes.size() > LZ4_MAX_INPUT_SIZE) return append_as(Method::stored, bytes);
  const auto length = static_cast<int>(bytes.size());
  compressed.resize(static_cast<std::size_t>(LZ4_compressBound(length)));
  const int lz4_size =
      LZ4_compress_default(bytes.data(), compressed.data(), length, static_cast<int>(compressed.size()));
  if (lz4_size <= 0) return append_as(Method::stored, bytes);
  append_as(Method::lz4, {compressed.data(), static_cast<std::size_t>(lz4_size)});
}

CompressedBytes::CompressedBytes(ByteCursor& cursor, std::string_view what) {
  const auto method = cursor.take<std::uint8_t>(what);
  if (method > static_cast<std::uint8_t>(Method::lz4)) throw_damaged(what, method, "a compression from 0 to 2");
  method_ = static_cast<Method>(method);
  size_ = cursor.take_varint(what);
  if (method_ == Method::stored) {
    stored_ = cursor.take_bytes(size_, what);
    return;
  }
  stored_ = cursor.take_bytes(cursor.take_varint(what), what);
  if (size_ / largest_ratio > stored_.size()) throw_damaged(what, size_, "at most 512 times the stored bytes");
}

CompressedBytes::Content CompressedBytes::decompressed(std::string_view what) const {
  if (method_ == Method::stored) return {stored_, nullptr};
  if (method_ == Method::zstd) {
    const unsigned long long told = ZSTD_getFrameContentSize(stored_.data(), stored_.size());
    if (told != size_) throw_damaged(what, told, "the size that stands before the frame");
  } else if (size_ > LZ4_MAX_INPUT_SIZE || stored_.size() > LZ4_MAX_INPUT_SIZE) {
    throw_damaged(what, size_, "a size that LZ4 can have");
  }
  auto buffer = std::make_shared_for_overwrite<char[]>(size_);
  std::size_t size = 0;
  if (method_ == Method::zstd) {
    size = ZSTD_decompress(buffer.get(), size_, stored_.data(), stored_.size());
    if (ZSTD_isError(size) != 0) throw_damaged(what, stored_.size(), "bytes that Zstandard can read");
  } else {
    const int got =
        LZ4_decompress_safe(stored_.data(), buffer.get(), static_cast<int>(stored_.size()), static_cast<int>(size_));
    if (got < 0) throw_damaged(what, stored_.size(), "bytes that LZ4 can read");
    size = static_cast<std::size_t>(got);
  }
  if (size != size_) throw_damaged(what, size, "the size that stands before the frame");
  const std::string_view bytes(buffer.get(), size_);
  return {bytes, std::move(buffer)};
}

}  // namespace kelpie::tables::store
