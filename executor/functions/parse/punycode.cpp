#include "executor/functions/parse/punycode.hpp"

#include <algorithm>
#include <cstdint>

#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

// RFC 3492, section 5.
constexpr std::uint32_t base = 36, lowest_threshold = 1, highest_threshold = 26, skew = 38, damp = 700,
                        initial_bias = 72, initial_n = 128;

std::uint32_t adapt(std::uint32_t delta, std::uint32_t count, bool first) {
  delta = first ? delta / damp : delta / 2;
  delta += delta / count;
  std::uint32_t k = 0;
  for (; delta > (base - lowest_threshold) * highest_threshold / 2; k += base) delta /= base - lowest_threshold;
  return k + (base - lowest_threshold + 1) * delta / (delta + skew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
  return std::clamp(k <= bias ? lowest_threshold : k - bias, lowest_threshold, highest_threshold);
}

char digit(std::uint32_t value) { return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26)); }

std::optional<std::uint32_t> digit_value(char byte) {
  if (byte >= '0' && byte <= '9') return static_cast<std::uint32_t>(byte - '0') + 26;
  const char lower = ascii_lower(byte);
  if (lower >= 'a' && lower <= 'z') return static_cast<std::uint32_t>(lower - 'a');
  return std::nullopt;
}

std::u32string code_points_of(std::string_view text) {
  std::u32string result;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_at(text, at);
    result.push_back(decoded.value);
    at += decoded.bytes;
  }
  return result;
}

void append_delta(std::uint32_t delta, std::uint32_t bias, std::string& out) {
  for (std::uint32_t k = base;; k += base) {
    const std::uint32_t t = threshold(k, bias);
    if (delta < t) break;
    out.push_back(digit(t + (delta - t) % (base - t)));
    delta = (delta - t) / (base - t);
  }
  out.push_back(digit(delta));
}

/// Calls one(label) for the labels and joins what it gives with the full stops between, each as `.`.
template <typename F>
std::optional<std::string> map_labels(std::string_view domain, F&& one) {
  std::string result, label;
  for (std::size_t at = 0; at <= domain.size();) {
    const DecodedCodePoint decoded = at < domain.size() ? decode_at(domain, at) : DecodedCodePoint{};
    const bool stop =
        decoded.value == U'.' || decoded.value == 0x3002 || decoded.value == 0xFF0E || decoded.value == 0xFF61;
    if (at == domain.size() || stop) {
      const std::optional<std::string> mapped = one(label);
      if (!mapped) return std::nullopt;
      result += *mapped;
      if (stop) result += '.';
      label.clear();
    } else {
      label.append(domain.substr(at, decoded.bytes));
    }
    at += decoded.bytes;
  }
  return result;
}

}  // namespace

std::optional<std::string> punycode_encode(std::string_view text) {
  if (text.size() > max_punycode_size) return std::nullopt;
  const std::u32string input = code_points_of(text);
  std::string output;
  for (const char32_t code_point : input) {
    if (code_point < initial_n) output.push_back(static_cast<char>(code_point));
  }
  const auto basic = static_cast<std::uint32_t>(output.size());
  if (basic > 0) output.push_back('-');
  std::uint32_t n = initial_n, bias = initial_bias, handled = basic;
  std::uint64_t delta = 0;
  while (handled < input.size()) {
    char32_t next = last_code_point;
    for (const char32_t code_point : input) {
      if (code_point >= n) next = std::min(next, code_point);
    }
    delta += std::uint64_t{next - n} * (handled + 1);
    n = next;
    for (const char32_t code_point : input) {
      if (code_point < n) ++delta;
      if (code_point != n) continue;
      if (delta > UINT32_MAX) return std::nullopt;
      append_delta(static_cast<std::uint32_t>(delta), bias, output);
      bias = adapt(static_cast<std::uint32_t>(delta), handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return output;
}

std::optional<std::string> punycode_decode(std::string_view encoded) {
  if (encoded.size() > max_punycode_size || !is_ascii(encoded)) return std::nullopt;
  std::u32string output;
  if (const std::size_t delimiter = encoded.rfind('-'); delimiter != std::string_view::npos) {
    output = code_points_of(encoded.substr(0, delimiter));
    encoded.remove_prefix(delimiter + 1);
  }
  std::uint64_t n = initial_n, i = 0;
  std::uint32_t bias = initial_bias;
  while (!encoded.empty()) {
    const std::uint64_t before = i;
    std::uint64_t weight = 1;
    for (std::uint32_t k = base;; k += base) {
      const auto value = encoded.empty() ? std::nullopt : digit_value(encoded.front());
      if (!value) return std::nullopt;
      encoded.remove_prefix(1);
      i += *value * weight;
      const std::uint32_t t = threshold(k, bias);
      if (*value < t) break;
      weight *= base - t;
      if (i > UINT32_MAX || weight > UINT32_MAX) return std::nullopt;
    }
    const std::uint64_t count = output.size() + 1;
    bias = adapt(static_cast<std::uint32_t>(i - before), static_cast<std::uint32_t>(count), before == 0);
    n += i / count;
    i %= count;
    if (n > last_code_point || (n >= 0xD800 && n <= 0xDFFF)) return std::nullopt;
    output.insert(output.begin() + static_cast<std::ptrdiff_t>(i), static_cast<char32_t>(n));
    ++i;
  }
  std::string text;
  for (const char32_t code_point : output) append(code_point, text);
  return text;
}

std::optional<std::string> punycode_encode_domain(std::string_view domain) {
  return map_labels(domain, [](std::string_view label) -> std::optional<std::string> {
    if (is_ascii(label)) return std::string(label);
    const auto encoded = punycode_encode(label);
    return encoded ? std::optional<std::string>("xn--" + *encoded) : std::nullopt;
  });
}

std::optional<std::string> punycode_decode_domain(std::string_view domain) {
  return map_labels(domain, [](std::string_view label) -> std::optional<std::string> {
    const bool encoded =
        label.size() >= 4 && ascii_lower(label[0]) == 'x' && ascii_lower(label[1]) == 'n' && label.substr(2, 2) == "--";
    return encoded ? punycode_decode(label.substr(4)) : std::optional<std::string>(label);
  });
}

}  // namespace kelpie::executor
