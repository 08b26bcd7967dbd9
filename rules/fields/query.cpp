// query: the text and where each of its bytes stands in the file.

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/detail/scalar_offsets.hpp"
#include "rules/fields/fields.hpp"

namespace kelpie::rules::detail {

namespace {

constexpr std::size_t longest_query = 10'000;

void read_query(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  auto text = reader.text(value, "query");
  if (!text) return;
  if (text->text.find_first_not_of(" \t\r\n") == std::string::npos) {
    reader.error(text->span, "KR008", "query is empty.");
    return;
  }
  if (text->text.size() > longest_query) {
    reader.warn(text->span, "KR009", fmt::format("query has {} bytes; Sentinel takes {}.", text->text.size(), longest_query));
  }
  rule.query = std::move(text->text);
  rule.query_offsets = scalar_offsets(reader.source()->text, text->span.begin, rule.query);
}

}  // namespace

const FieldReader query_field{"query", read_query};

}  // namespace kelpie::rules::detail
