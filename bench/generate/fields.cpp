#include "generate/fields.hpp"

#include <chrono>

namespace kelpie::generate {
namespace {

/// The two hexadecimal digits of each byte value.
struct HexPairs {
  char text[512];
};

constexpr HexPairs hex_pairs = [] {
  HexPairs pairs{};
  constexpr char digits[] = "0123456789abcdef";
  for (std::size_t byte = 0; byte < 256; ++byte) {
    pairs.text[2 * byte] = digits[byte / 16];
    pairs.text[2 * byte + 1] = digits[byte % 16];
  }
  return pairs;
}();

}  // namespace

void append_time(Output& output, Ticks time) {
  constexpr Ticks per_day = 24 * ticks_per_hour;
  Ticks day = time / per_day;
  Ticks rest = time % per_day;
  if (rest < 0) {
    rest += per_day;
    --day;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  const auto part = [&](Ticks unit) {
    const auto whole = static_cast<std::uint64_t>(rest / unit);
    rest %= unit;
    return whole;
  };
  output.append_digits(static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  output.append('-');
  output.append_digits(static_cast<unsigned>(date.month()), 2);
  output.append('-');
  output.append_digits(static_cast<unsigned>(date.day()), 2);
  output.append('T');
  output.append_digits(part(ticks_per_hour), 2);
  output.append(':');
  output.append_digits(part(60 * ticks_per_second), 2);
  output.append(':');
  output.append_digits(part(ticks_per_second), 2);
  output.append('.');
  output.append_digits(static_cast<std::uint64_t>(rest), 7);
  output.append('Z');
}

void append_guid(Output& output, const std::uint64_t (&words)[2]) {
  char text[36];
  int at = 0;
  for (int byte = 0; byte < 16; ++byte) {
    if (byte == 4 || byte == 6 || byte == 8 || byte == 10) text[at++] = '-';
    const auto value = static_cast<std::uint8_t>(words[byte / 8] >> (byte % 8 * 8));
    text[at++] = hex_pairs.text[2 * value];
    text[at++] = hex_pairs.text[2 * value + 1];
  }
  text[14] = '4';
  text[19] = "89ab"[words[1] >> 62];
  output.append(std::string_view(text, sizeof text));
}

void append_token(Output& output, const std::uint64_t (&words)[2]) {
  constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  char text[22];
  for (int at = 0; at < 22; ++at) {
    text[at] = at < 10    ? alphabet[(words[0] >> (at * 6)) & 63]
               : at < 20  ? alphabet[(words[1] >> ((at - 10) * 6)) & 63]
               : at == 20 ? alphabet[(words[0] >> 60) | ((words[1] >> 60 & 3) << 4)]
                          : "AQgw"[words[1] >> 62];
  }
  output.append(std::string_view(text, sizeof text));
}

std::string escaped(std::string_view json) {
  std::string text;
  text.reserve(json.size() + json.size() / 8);
  for (const char c : json) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace kelpie::generate
