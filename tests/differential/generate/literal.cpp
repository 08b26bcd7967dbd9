#include "generate/literal.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n')
      result += "\\n";
    else
      result += c;
  }
  return result + "\"";
}

std::string name_of_column(std::string_view name) {
  const bool plain = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
  return plain ? std::string(name) : "['" + std::string(name) + "']";
}

std::string literal_of(const Value& value) {
  const std::string type(tables::name_of(value.type()));
  if (value.is_null()) return type + "(null)";
  switch (value.type()) {
    case Type::string:
      return quoted(value.as_text());
    case Type::dynamic:
      return "dynamic(" + tables::to_json(tables::DynamicView(value.as_text())) + ")";
    case Type::boolean:
      return value.as_bool() ? "true" : "false";
    case Type::real:
      if (std::isnan(value.as_real())) return "real(nan)";
      if (std::isinf(value.as_real())) return value.as_real() > 0 ? "real(+inf)" : "real(-inf)";
      break;
    default:
      break;
  }
  return type + "(" + tables::to_text(value) + ")";
}

}  // namespace kelpie::differential
