#include "plugin/server/api/graph/kql_text.hpp"

#include <cmath>

#include "tables/text.hpp"

namespace kelpie::server::graph {

std::string quoted(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string datetime_literal(std::int64_t ticks) { return "datetime(" + tables::datetime_text(ticks) + ")"; }

std::string long_literal(std::int64_t number) { return "long(" + std::to_string(number) + ")"; }

std::string real_literal(double number) {
  if (std::isnan(number)) return "real(nan)";
  if (std::isinf(number)) return number > 0 ? "real(+inf)" : "real(-inf)";
  return "real(" + tables::real_text(number) + ")";
}

}  // namespace kelpie::server::graph
