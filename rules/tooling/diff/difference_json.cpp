#include "rules/tooling/diff/difference_output.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::rules::tooling {

namespace {

void write(std::string_view key, std::string_view text, tables::DynamicBuilder& builder) {
  builder.key(key);
  builder.string(text);
}
void write(std::string_view key, const std::vector<std::string>& texts, tables::DynamicBuilder& builder) {
  builder.key(key);
  builder.begin_array();
  for (const std::string& text : texts) builder.string(text);
  builder.end_array();
}

void write_side(std::string_view key, const Rule* rule, tables::DynamicBuilder& builder) {
  builder.key(key);
  if (rule == nullptr) return builder.null();
  builder.begin_bag();
  write("id", rule->id, builder);
  write("name", rule->name, builder);
  write("version", rule->version, builder);
  write("path", rule->source->path, builder);
  builder.end_bag();
}

void write_query(const std::vector<DiffLine>& lines, tables::DynamicBuilder& builder) {
  static constexpr std::string_view signs[] = {"  ", "- ", "+ ", "..."};
  builder.key("query");
  builder.begin_array();
  for (const DiffLine& line : lines) {
    std::string text(signs[static_cast<std::size_t>(line.kind)]);
    builder.string(text += line.text);
  }
  builder.end_array();
}

void write_rule(const RuleDifference& difference, tables::DynamicBuilder& builder) {
  static constexpr std::string_view kinds[] = {"added", "removed", "changed"};
  builder.begin_bag();
  write("change", kinds[static_cast<std::size_t>(difference.kind)], builder);
  write_side("before", difference.before, builder);
  write_side("after", difference.after, builder);
  write("deserved", name_of(difference.deserved), builder);
  builder.key("versionIsBehind");
  builder.boolean(difference.version_is_behind);
  builder.key("fields");
  builder.begin_array();
  for (const FieldChange& change : difference.changes) {
    builder.begin_bag();
    write("field", change.field, builder);
    write("before", change.before, builder);
    write("after", change.after, builder);
    write("weight", name_of(change.weight), builder);
    builder.end_bag();
  }
  builder.end_array();
  write_query(difference.query, builder);
  write("lostColumns", difference.lost_columns, builder);
  builder.end_bag();
}

}  // namespace

std::string difference_json(const RuleSetDifference& difference) {
  tables::DynamicBuilder builder;
  builder.begin_bag();
  builder.key("rules");
  builder.begin_array();
  for (const RuleDifference& one : difference.rules) write_rule(one, builder);
  builder.end_array();
  builder.key("unchanged");
  builder.long_(static_cast<std::int64_t>(difference.unchanged));
  write("deserved", name_of(difference.deserved), builder);
  builder.end_bag();
  return tables::to_json(tables::DynamicView(builder.bytes()));
}

}  // namespace kelpie::rules::tooling
