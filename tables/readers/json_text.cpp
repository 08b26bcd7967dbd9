#include "tables/readers/json_text.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

#include <simdjson.h>

#include "tables/dynamic.hpp"
#include "tables/readers/json_scan.hpp"

namespace kelpie::tables::readers {

namespace {

void append_utf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

bool hex4(std::string_view text, std::uint32_t& code) {
  if (text.size() < 4) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, code, 16);
  return error == std::errc() && end == text.data() + 4 && text[0] != '-';
}

/// The escape \uXXXX, with a second one where it is a surrogate; `at` stands on the backslash and moves behind it.
bool unicode_escape(std::string_view raw, std::size_t& at, std::string& out) {
  std::uint32_t code = 0;
  if (!hex4(raw.substr(at + 2), code)) return false;
  at += 6;
  if (code >= 0xd800 && code < 0xdc00) {
    std::uint32_t low = 0;
    if (raw.substr(at).starts_with("\\u") && hex4(raw.substr(at + 2), low) && low >= 0xdc00 && low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at += 6;
    } else {
      code = 0xfffd;
    }
  } else if (code >= 0xdc00 && code < 0xe000) {
    code = 0xfffd;
  }
  append_utf8(code, out);
  return true;
}

}  // namespace

namespace {

/// Copies up to the next backslash or the end; both pointers move. Writes up to 16 bytes too many, within the room of
/// the text that is left.
void copy_plain(const char*& p, const char* end, char*& out) {
#if defined(__SSE2__)
  while (end - p >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), block);
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8('\\'))));
    const int count = found == 0 ? 16 : std::countr_zero(found);
    p += count;
    out += count;
    if (found != 0) return;
  }
#endif
  while (p < end && *p != '\\') *out++ = *p++;
}

/// What stands for the escape of one letter; 0 for none.
char escaped_letter(char letter) {
  switch (letter) {
    case '"':
    case '\\':
    case '/':
      return letter;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

}  // namespace

char* unescape(std::string_view raw, char* out) {
  const char* p = raw.data();
  const char* const end = p + raw.size();
  for (;;) {
    copy_plain(p, end, out);
    if (p == end) return out;
    if (end - p < 2) return nullptr;
    if (p[1] == 'u') {
      std::string text;  // at most four bytes for the six of an escape
      std::size_t at = 0;
      if (!unicode_escape({p, static_cast<std::size_t>(end - p)}, at, text)) return nullptr;
      out = std::copy(text.begin(), text.end(), out);
      p += at;
      continue;
    }
    const char letter = escaped_letter(p[1]);
    if (letter == 0) return nullptr;
    *out++ = letter;
    p += 2;
  }
}

bool unescape(std::string_view raw, std::string& out) {
  out.resize(raw.size());
  char* end = unescape(raw, out.data());
  out.resize(end == nullptr ? 0 : static_cast<std::size_t>(end - out.data()));
  return end != nullptr;
}

void append_escaped(std::string_view text, std::string& out) {
  static constexpr char digits[] = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
}

bool compact_json(std::string_view raw, std::string& out) {
  out.clear();
  std::string open;  // the brackets to close
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (is_blank(c)) continue;
    out += c;
    switch (c) {
      case '{':
        open += '}';
        break;
      case '[':
        open += ']';
        break;
      case '}':
      case ']':
        if (open.empty() || open.back() != c) return false;
        open.pop_back();
        break;
      case '"': {
        const std::size_t begin = i + 1;
        for (++i; i < raw.size() && raw[i] != '"'; ++i) {
          if (static_cast<unsigned char>(raw[i]) < 0x20) return false;
          if (raw[i] == '\\') ++i;
        }
        if (i >= raw.size()) return false;
        out.append(raw, begin, i - begin + 1);
        break;
      }
      default:
        break;
    }
    if (open.size() > max_dynamic_depth) return false;
  }
  return open.empty();
}

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

namespace {

/// Length of the well-formed sequence at the front (RFC 3629); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xbf; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    if (first == 0xe0 && byte(1) < 0xa0) return 0;
    return first == 0xed && byte(1) > 0x9f ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (first == 0xf0 && byte(1) < 0x90) return 0;
    return first == 0xf4 && byte(1) > 0x8f ? 0 : 4;
  }
  return 0;
}

}  // namespace

bool repair_utf8(std::string_view text, std::string& out) {
  out.clear();
  bool repaired = false;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) {
      out += "\xef\xbf\xbd";
      repaired = true;
    } else {
      out.append(text, 0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return repaired;
}

bool is_json_scalar(const char* begin, const char* end) {
  const std::string_view text(begin, static_cast<std::size_t>(end - begin));
  if (text == "true" || text == "false" || text == "null") return true;
  const char* p = begin;
  const auto digits = [&] {
    const char* first = p;
    while (p < end && *p >= '0' && *p <= '9') ++p;
    return p > first;
  };
  if (p < end && *p == '-') ++p;
  const char* whole = p;
  if (!digits() || (*whole == '0' && p - whole > 1)) return false;
  if (p < end && *p == '.') {
    ++p;
    if (!digits()) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p < end && (*p == '+' || *p == '-')) ++p;
    if (!digits()) return false;
  }
  return p == end && p > begin;
}

}  // namespace kelpie::tables::readers
