// query: the text and where each of its bytes stands in the file.

#include "rules/detail/field_reader.hpp"
#include "rules/detail/scalar_offsets.hpp"
#include "rules/fields/fields.hpp"

namespace kelpie::rules::detail {

namespace {

void read_query(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  auto text = reader.text(value, "query");
  if (!text) return;
  if (text->text.find_first_not_of(" \t\r\n") == std::string::npos) {
    reader.error(text->span, "KR008", "query is empty.");
    return;
  }
  reader.keep(LimitOf::query, characters_of(text->text), text->span);
  rule.query = std::move(text->text);
  rule.query_offsets = scalar_offsets(reader.source()->text, text->span.begin, rule.query);
}

}  // namespace

const FieldReader query_field{"query", read_query};

}  // namespace kelpie::rules::detail
