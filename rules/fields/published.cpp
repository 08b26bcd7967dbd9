// sentinelEntitiesMappings, startTimeUtc, metadata: what rules carry besides the detection itself.

#include <fmt/format.h>

#include "rules/detail/column_names.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "tables/text.hpp"

namespace kelpie::rules::detail {

namespace {

void read_entity_columns(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  static constexpr std::string_view keys[] = {"columnName"};
  for (const YAML::Node& node : reader.list(value, "sentinelEntitiesMappings")) {
    bool named = false;
    for (const auto& [key, member] : reader.map(node, "A mapping of whole entities", keys)) {
      auto text = reader.text(member, key.text);
      named = true;
      if (!text) continue;
      check_column_name(*text, reader);
      rule.entity_columns.push_back({std::move(text->text), text->span});
    }
    if (node.IsMap() && !named)
      reader.error(reader.span_of(node), "KR006", "A mapping of whole entities needs a columnName.");
  }
}

void read_start_time(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  const auto text = reader.text(value, "startTimeUtc");
  if (!text) return;
  rule.start_time = tables::parse_datetime(text->text);
  if (!rule.start_time) {
    reader.warn(text->span, "KR008", fmt::format("startTimeUtc is '{}', which is no time.", text->text),
                "write 2026-01-31T08:00:00Z");
  }
}

struct MetadataPart {
  std::string_view key;
  std::vector<std::string_view> keys;
};

/// Reads what lies below `metadata` only for its form.
void read_metadata(const YAML::Node& value, RuleReader& reader, Rule&) {
  static const MetadataPart parts[] = {{"source", {"kind", "name", "sourceId"}},
                                       {"author", {"name", "email", "link"}},
                                       {"support", {"tier", "name", "email", "link"}},
                                       {"categories", {"domains", "verticals"}}};
  static constexpr std::string_view keys[] = {"source",
                                              "author",
                                              "support",
                                              "categories",
                                              "contentId",
                                              "parentId",
                                              "kind",
                                              "version",
                                              "dependencies",
                                              "firstPublishDate",
                                              "lastPublishDate",
                                              "providers",
                                              "icon",
                                              "threatAnalysisTactics",
                                              "threatAnalysisTechniques",
                                              "previewImages",
                                              "customVersion",
                                              "contentSchemaVersion"};
  for (const auto& [key, member] : reader.map(value, "metadata", keys)) {
    for (const MetadataPart& part : parts) {
      if (part.key == key.text && !member.IsNull())
        (void)reader.map(member, fmt::format("metadata.{}", key.text), part.keys);
    }
  }
}

}  // namespace

const FieldReader entity_columns_field{"sentinelEntitiesMappings", read_entity_columns};
const FieldReader start_time_field{"startTimeUtc", read_start_time};
const FieldReader metadata_field{"metadata", read_metadata};

}  // namespace kelpie::rules::detail
