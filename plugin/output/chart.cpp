#include "plugin/output/chart.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace kelpie::plugin {

namespace {

constexpr std::size_t eighths = 8;
constexpr std::array<std::string_view, eighths> left_blocks{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
constexpr std::array<std::string_view, eighths> lower_blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 5> ascii_heights{"_", ".", "-", "=", "#"};

/// Infinities and numbers that are none count as 0.
double drawable(double value) { return std::isfinite(value) && value > 0 ? value : 0; }

/// At most `width` sums of neighbours.
std::vector<double> narrowed(std::span<const double> values, std::size_t width) {
  const std::size_t columns = std::min(width, values.size());
  std::vector<double> sums(columns);
  if (columns == 0) return sums;
  for (std::size_t i = 0; i < values.size(); ++i) sums[i * columns / values.size()] += drawable(values[i]);
  return sums;
}

}  // namespace

Marks marks_of_environment() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string plain;
    for (const char* c = value; *c != '\0'; ++c) {
      if (*c != '-') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
    }
    return plain.find("utf8") == std::string::npos ? Marks::ascii : Marks::blocks;
  }
  return Marks::ascii;
}

std::string bar(double value, double most, std::size_t width, Marks marks) {
  value = drawable(value);
  most = drawable(most);
  if (value == 0 || most == 0 || width == 0) return "";
  const double share = std::min(1.0, value / most);
  const std::size_t steps = marks == Marks::blocks ? eighths : 1;
  const std::size_t length =
      std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(share * static_cast<double>(width * steps))));
  std::string text;
  for (std::size_t i = 0; i < length / steps; ++i) text += marks == Marks::blocks ? "█" : "#";
  if (marks == Marks::blocks) text += left_blocks[length % steps];
  return text;
}

std::string sparkline(std::span<const double> values, std::size_t width, Marks marks) {
  const std::vector<double> sums = narrowed(values, width);
  const double most = sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
  const std::span<const std::string_view> heights = marks == Marks::blocks
                                                        ? std::span<const std::string_view>(lower_blocks)
                                                        : std::span<const std::string_view>(ascii_heights);
  std::string text;
  for (const double sum : sums) {
    if (sum == 0) {
      text += ' ';
      continue;
    }
    const auto height = static_cast<std::size_t>(std::ceil(sum / most * static_cast<double>(heights.size())));
    text += heights[std::clamp<std::size_t>(height, 1, heights.size()) - 1];
  }
  return text;
}

std::string in_ascii(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      out += text[i++];
      continue;
    }
    const bool ellipsis = text.substr(i).starts_with("…");
    ++i;
    while (i < text.size() && (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) ++i;
    out += ellipsis ? '~' : '?';
  }
  return out;
}

}  // namespace kelpie::plugin
