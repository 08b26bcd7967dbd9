#include "executor/functions/parse/url_parts.hpp"

#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

/// Cuts `text` at the first of `delimiters` and returns what stood before; all of it when there is none.
std::string_view take_until(std::string_view& text, std::string_view delimiters) {
  const std::size_t end = std::min(text.find_first_of(delimiters), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

bool is_scheme(std::string_view text) {
  if (text.empty() || !is_ascii_letter_or_digit(static_cast<unsigned char>(text[0])) || text[0] <= '9') return false;
  for (const char byte : text) {
    if (!is_ascii_letter_or_digit(static_cast<unsigned char>(byte)) && byte != '+' && byte != '-' && byte != '.')
      return false;
  }
  return true;
}

void split_authority(std::string_view authority, UrlParts& parts) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    if (const std::size_t colon = user.find(':'); colon != std::string_view::npos) {
      parts.user = user.substr(0, colon);
      parts.password = user.substr(colon + 1);
    }
  }
  // An IPv6 address in brackets has colons of its own.
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  parts.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
}

int hex_value(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  const char lower = ascii_lower(byte);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string with_replacements(const std::string& bytes) {
  if (is_valid_utf8(bytes)) return bytes;
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const DecodedCodePoint decoded = decode_at(bytes, at);
    append(decoded.value, text);
    at += decoded.bytes;
  }
  return text;
}

}  // namespace

UrlParts split_url(std::string_view url) {
  UrlParts parts;
  std::string_view rest = url;
  if (const std::string_view scheme = take_until(rest, ":/?#"); rest.starts_with(':') && is_scheme(scheme)) {
    parts.scheme = scheme;
    rest.remove_prefix(1);
  } else {
    rest = url;
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    split_authority(take_until(rest, "/?#"), parts);
  }
  parts.path = take_until(rest, "?#");
  if (rest.starts_with('?')) {
    rest.remove_prefix(1);
    parts.query = take_until(rest, "#");
  }
  if (rest.starts_with('#')) parts.fragment = rest.substr(1);
  return parts;
}

std::string url_encode(std::string_view text, std::string_view blank) {
  constexpr std::string_view kept = "-_.!*()";
  constexpr std::string_view digits = "0123456789abcdef";
  std::string encoded;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (is_ascii_letter_or_digit(byte) || kept.find(character) != std::string_view::npos) {
      encoded.push_back(character);
    } else if (character == ' ') {
      encoded.append(blank);
    } else {
      encoded.push_back('%');
      encoded.push_back(digits[byte >> 4]);
      encoded.push_back(digits[byte & 15]);
    }
  }
  return encoded;
}

std::string url_decode(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const int high = at + 2 < text.size() && text[at] == '%' ? hex_value(text[at + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[at + 2]) : -1;
    if (low >= 0) {
      bytes.push_back(static_cast<char>(high << 4 | low));
      at += 2;
    } else {
      bytes.push_back(text[at] == '+' ? ' ' : text[at]);
    }
  }
  return with_replacements(bytes);
}

}  // namespace kelpie::executor
