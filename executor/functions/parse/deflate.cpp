#include "executor/functions/parse/deflate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kelpie::executor {

namespace {

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<unsigned char>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0);
    table[i] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> crc_table = make_crc_table();

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = ~0u;
  for (const char byte : bytes) crc = crc >> 8 ^ crc_table[(crc ^ static_cast<unsigned char>(byte)) & 0xFF];
  return ~crc;
}

std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
          static_cast<char>(value)};
}

std::string little_endian(std::uint32_t value) {
  std::string bytes = big_endian(value);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

/// Blocks without compression, of up to 65,535 bytes.
void append_stored(std::string_view bytes, std::string& out) {
  constexpr std::size_t largest = 65535;
  do {
    const std::string_view block = bytes.substr(0, largest);
    bytes.remove_prefix(block.size());
    const auto size = static_cast<std::uint32_t>(block.size());
    out.push_back(bytes.empty() ? '\1' : '\0');
    out += little_endian(size | (size ^ 0xFFFF) << 16);
    out += block;
  } while (!bytes.empty());
}

/// Drops a zero-terminated text; whether there was one.
bool skip_text(std::string_view& bytes) {
  const std::size_t end = bytes.find('\0');
  if (end == std::string_view::npos) return false;
  bytes.remove_prefix(end + 1);
  return true;
}

/// Drops the optional parts of the header that the flags tell of.
bool skip_gzip_extras(unsigned flags, std::string_view& bytes) {
  if ((flags & 0xE0) != 0) return false;
  if ((flags & 4) != 0) {
    if (bytes.size() < 2) return false;
    const std::size_t size = 2u + static_cast<unsigned char>(bytes[0]) + 256u * static_cast<unsigned char>(bytes[1]);
    if (bytes.size() < size) return false;
    bytes.remove_prefix(size);
  }
  if ((flags & 8) != 0 && !skip_text(bytes)) return false;
  if ((flags & 16) != 0 && !skip_text(bytes)) return false;
  if ((flags & 2) != 0) {
    if (bytes.size() < 2) return false;
    bytes.remove_prefix(2);
  }
  return true;
}

}  // namespace

std::string zlib_compress(std::string_view bytes) {
  std::string out("\x78\x01", 2);
  append_stored(bytes, out);
  return out + big_endian(adler32(bytes));
}

std::string gzip_compress(std::string_view bytes) {
  std::string out("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
  append_stored(bytes, out);
  return out + little_endian(crc32(bytes)) + little_endian(static_cast<std::uint32_t>(bytes.size()));
}

std::optional<std::string> zlib_decompress(std::string_view bytes) {
  if (bytes.size() < 6) return std::nullopt;
  const unsigned method = static_cast<unsigned char>(bytes[0]), flags = static_cast<unsigned char>(bytes[1]);
  const bool dictionary = (flags & 0x20) != 0;
  if ((method & 0x0F) != 8 || method >> 4 > 7 || (method * 256 + flags) % 31 != 0 || dictionary) return std::nullopt;
  bytes.remove_prefix(2);
  auto text = inflate(bytes);
  if (!text || bytes.substr(0, 4) != big_endian(adler32(*text))) return std::nullopt;
  return text;
}

std::optional<std::string> gzip_decompress(std::string_view bytes) {
  if (bytes.size() < 18 || !bytes.starts_with("\x1F\x8B\x08")) return std::nullopt;
  const auto flags = static_cast<unsigned char>(bytes[3]);
  bytes.remove_prefix(10);
  if (!skip_gzip_extras(flags, bytes)) return std::nullopt;
  auto text = inflate(bytes);
  if (!text ||
      bytes.substr(0, 8) != little_endian(crc32(*text)) + little_endian(static_cast<std::uint32_t>(text->size())))
    return std::nullopt;
  return text;
}

}  // namespace kelpie::executor
