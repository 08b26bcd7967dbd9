#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kelpie::executor {

/// Most bytes that one text may inflate to.
inline constexpr std::size_t max_inflated_size = 16 * 1024 * 1024;

// RFC 1950 (zlib) and RFC 1952 (gzip) around RFC 1951 (deflate). Compressing stores the bytes as they are: the form is
// what matters here, not the size. Decompressing gives nothing when the bytes are malformed, a check sum is wrong or
// too much comes out.
[[nodiscard]] std::string zlib_compress(std::string_view bytes);
[[nodiscard]] std::string gzip_compress(std::string_view bytes);
[[nodiscard]] std::optional<std::string> zlib_decompress(std::string_view bytes);
[[nodiscard]] std::optional<std::string> gzip_decompress(std::string_view bytes);

/// A bare deflate stream at the start of `bytes`, which is dropped from there.
[[nodiscard]] std::optional<std::string> inflate(std::string_view& bytes);

}  // namespace kelpie::executor
