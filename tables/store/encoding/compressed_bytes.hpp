#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tables/store/encoding/byte_cursor.hpp"

namespace kelpie::tables::store {

/// Appends bytes, compressed where that saves an eighth at least (Zstandard level 1; LZ4 for what Zstandard would
/// shrink below 1/512, so that a reader may bound what it allocates).
void append_compressed(std::string& out, std::string_view bytes);

/// What append_compressed wrote: still compressed, structure checked.
class CompressedBytes {
 public:
  CompressedBytes() = default;
  /// Throws DamagedData; `what` names the bytes in errors.
  CompressedBytes(ByteCursor& cursor, std::string_view what);

  /// Bytes when decompressed: at most 512 times what is stored.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Stored as they are: then `decompressed` gives a view of them and allocates nothing.
  [[nodiscard]] bool is_stored() const { return method_ == Method::stored; }

  struct Content {
    std::string_view bytes;
    std::shared_ptr<const void> owner;  // nullptr: the bytes lie where the column lies
  };
  [[nodiscard]] Content decompressed(std::string_view what) const;

 private:
  friend void append_compressed(std::string& out, std::string_view bytes);
  enum class Method : std::uint8_t { stored, zstd, lz4 };

  Method method_ = Method::stored;
  std::size_t size_ = 0;
  std::string_view stored_;
};

}  // namespace kelpie::tables::store
