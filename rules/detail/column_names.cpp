#include "rules/detail/column_names.hpp"

#include <fmt/format.h>

namespace kelpie::rules::detail {

bool is_name(std::string_view text, bool underscore) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || (!letter(text.front()) && !(underscore && text.front() == '_'))) return false;
  for (const char c : text) {
    if (!letter(c) && c != '_' && (c < '0' || c > '9')) return false;
  }
  return true;
}

void check_column_name(const PlacedText& column, RuleReader& reader) {
  if (column.text.empty()) return;
  if (!is_name(column.text, true)) {
    reader.warn(
        column.span, "KR017",
        fmt::format("'{}' is no column that an alert can show: a letter or _, then letters, digits or _.", column.text),
        "one column goes here as it is called in the query's result; a calculation belongs into the query");
  }
  reader.keep(LimitOf::column_name, characters_of(column.text), column.span);
}

}  // namespace kelpie::rules::detail
