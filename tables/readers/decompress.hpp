#pragma once

#include <memory>
#include <string_view>

#include "tables/readers/input.hpp"

namespace kelpie::tables::readers {

enum class Compression : std::uint8_t { none, gzip, zstd };

/// How the bytes are compressed, by those that they begin with (RFC 1952, RFC 8878; a skippable frame counts as zstd).
[[nodiscard]] Compression compression_of(std::string_view head);

/// What the compressed bytes hold: all members of gzip, all frames of zstd, one behind the other. Sequential. Memory is
/// bounded: zstd windows above 128 MB are refused. Where the data is damaged or cut off, what came before is read and
/// an error follows.
[[nodiscard]] std::unique_ptr<Input> decompress(std::unique_ptr<Input> compressed, Compression compression);

/// Opens a file, a pipe or standard input ("-") and decompresses what begins as compressed data does. nullptr when it
/// cannot be opened; `error` says why.
[[nodiscard]] std::unique_ptr<Input> open_input(const std::string& path, std::string& error);

/// The name without what says how the file is compressed: events.json of events.json.gz.
[[nodiscard]] std::string_view without_compression(std::string_view path);

}  // namespace kelpie::tables::readers
