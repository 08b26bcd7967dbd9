#include "executor/functions/text/code_points.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstring>

namespace kelpie::executor {

namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

char32_t fold(char32_t code_point) {
  if (code_point < 0x80) return static_cast<unsigned char>(ascii_lower(static_cast<char>(code_point)));
  const char32_t upper = to_upper(code_point);
  return upper < 0x80 ? code_point : upper;
}

}  // namespace

DecodedCodePoint decode_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) { return static_cast<unsigned char>(text[at + offset]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t left = text.size() - at;
  const auto continues = [&](std::size_t count) {
    if (left <= count) return false;
    for (std::size_t i = 1; i <= count; ++i) {
      if ((byte(i) & 0xC0) != 0x80) return false;
    }
    return true;
  };
  if (first >= 0xC2 && first <= 0xDF && continues(1)) return {static_cast<char32_t>((first & 0x1F) << 6 | (byte(1) & 0x3F)), 2};
  if (first >= 0xE0 && first <= 0xEF && continues(2)) {
    const char32_t value = static_cast<char32_t>((first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F));
    if (value >= 0x800 && (value < 0xD800 || value > 0xDFFF)) return {value, 3};
  }
  if (first >= 0xF0 && first <= 0xF4 && continues(3)) {
    const char32_t value = static_cast<char32_t>((first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F));
    if (value >= 0x10000 && value <= last_code_point) return {value, 4};
  }
  return {replacement_character, 1};
}

DecodedCodePoint decode_before(std::string_view text, std::size_t end) {
  for (std::size_t length = 1; length <= 4 && length <= end; ++length) {
    if (is_continuation(text[end - length])) continue;
    const DecodedCodePoint decoded = decode_at(text.substr(0, end), end - length);
    if (decoded.bytes == length) return decoded;
    break;
  }
  return {replacement_character, 1};
}

std::size_t encoded_size(char32_t code_point) {
  if (code_point < 0x80) return 1;
  if (code_point < 0x800) return 2;
  return code_point < 0x10000 || code_point > last_code_point ? 3 : 4;
}

char* encode(char32_t code_point, char* out) {
  if ((code_point >= 0xD800 && code_point <= 0xDFFF) || code_point > last_code_point) code_point = replacement_character;
  const auto put = [&out](char32_t byte) { *out++ = static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
  return out;
}

void append(char32_t code_point, std::string& out) {
  char bytes[4];
  out.append(bytes, encode(code_point, bytes));
}

bool is_ascii(std::string_view text) {
  const char* data = text.data();
  std::size_t size = text.size();
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::uint64_t seen = 0;
  for (; size >= 8; data += 8, size -= 8) {
    std::uint64_t word;
    std::memcpy(&word, data, 8);
    seen |= word;
  }
  for (; size > 0; ++data, --size) seen |= static_cast<unsigned char>(*data);
  return (seen & high_bits) == 0;
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_at(text, at);
    if (decoded.value == replacement_character && decoded.bytes == 1) return false;
    at += decoded.bytes;
  }
  return true;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char byte : text) count += is_continuation(byte) ? 0 : 1;
  return count;
}

std::size_t byte_of_code_point(std::string_view text, std::size_t index) {
  if (index >= text.size()) return text.size();
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_continuation(text[at])) continue;
    if (index-- == 0) break;
  }
  return at;
}

bool is_term_character(char32_t code_point) {
  if (code_point < 0x80) return is_ascii_letter_or_digit(static_cast<unsigned char>(code_point));
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
  return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) || category == UTF8PROC_CATEGORY_ND;
}

char32_t to_lower(char32_t code_point) {
  if (code_point < 0x80) return static_cast<unsigned char>(ascii_lower(static_cast<char>(code_point)));
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code_point)));
}

char32_t to_upper(char32_t code_point) {
  if (code_point < 0x80) return static_cast<unsigned char>(ascii_upper(static_cast<char>(code_point)));
  constexpr char32_t sharp_s = 0xDF;  // Unicode gives it no simple upper case
  if (code_point == sharp_s) return sharp_s;
  return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(code_point)));
}

void append_folded(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; });
    const auto stop = static_cast<std::size_t>(end - text.begin());
    const std::size_t size = out.size();
    out.resize(size + (stop - at));
    std::transform(text.begin() + static_cast<std::ptrdiff_t>(at), end, out.begin() + static_cast<std::ptrdiff_t>(size), ascii_lower);
    at = stop;
    if (at == text.size()) return;
    const DecodedCodePoint decoded = decode_at(text, at);
    if (decoded.value == replacement_character && decoded.bytes == 1) out.push_back(text[at]);
    else append(fold(decoded.value), out);
    at += decoded.bytes;
  }
}

}  // namespace kelpie::executor
