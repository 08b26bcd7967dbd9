#include "rules/payloads/plain_text.hpp"

#include "tables/utf8.hpp"

namespace kelpie::rules {

namespace {

/// Reads the character at `at` and goes past it; nothing valid there: U+FFFD and one byte.
char32_t next_character(const char*& at, const char* end) {
  const std::size_t bytes = tables::utf8_sequence(at, end);
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(at[i])); };
  char32_t character = 0xfffd;
  if (bytes == 1)
    character = byte(0);
  else if (bytes == 2)
    character = (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
  else if (bytes == 3)
    character = (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
  else if (bytes == 4)
    character = (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
  at += bytes == 0 ? 1 : bytes;
  return character;
}

void append_escape(char32_t unit, std::string& out) {
  constexpr char digits[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 15];
}

bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

}  // namespace

std::string ascii_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  const char* at = json.data();
  const char* const end = at + json.size();
  while (at != end) {
    const char32_t c = next_character(at, end);
    if (c < 0x7f) {
      out += static_cast<char>(c);
    } else if (c < 0x10000) {
      append_escape(c, out);
    } else {
      append_escape(0xd800 + ((c - 0x10000) >> 10), out);
      append_escape(0xdc00 + ((c - 0x10000) & 0x3ff), out);
    }
  }
  return out;
}

std::string visible_text(std::string_view text, bool breaks) {
  std::string out;
  out.reserve(text.size());
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const char32_t c = next_character(at, end);
    if (c == '\n' || c == '\r' || c == '\t')
      out += breaks ? static_cast<char>(c) : ' ';
    else
      tables::append_utf8(is_hidden(c) ? 0xfffd : c, out);
  }
  return out;
}

}  // namespace kelpie::rules
