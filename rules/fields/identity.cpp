// id, name, description, kind, status, version, tags, enabled: what a rule is called.

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "tables/guid.hpp"

namespace kelpie::rules::detail {

namespace {

void read_id(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  const auto text = reader.text(value, "id");
  if (!text) return;
  if (text->text.size() != 36 || !tables::parse_guid(text->text)) {
    reader.error(text->span, "KR008", fmt::format("id is '{}', which is no GUID.", text->text), "uuidgen makes one");
    return;
  }
  rule.id = text->text;
  for (char& c : rule.id) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
  }
}

void read_name(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  const auto text = reader.text(value, "name");
  if (!text) return;
  if (text->text.find_first_not_of(" \t\r\n") == std::string::npos) {
    reader.error(text->span, "KR008", "name is empty.");
    return;
  }
  reader.keep(LimitOf::name, characters_of(text->text), text->span);
  rule.name = text->text;
}

void read_description(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  const auto text = reader.text(value, "description");
  if (!text) return;
  reader.keep(LimitOf::description, characters_of(text->text), text->span);
  rule.description = text->text;
  // Published rules put the text in quotes inside a block.
  while (!rule.description.empty() && rule.description.find_last_of(" \t\r\n") == rule.description.size() - 1) rule.description.pop_back();
  if (rule.description.size() >= 2 && rule.description.front() == '\'' && rule.description.back() == '\'') {
    rule.description = rule.description.substr(1, rule.description.size() - 2);
  }
}

void read_kind(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto kind = reader.one_of(value, "kind", {"Scheduled", "NRT", "Hunting"})) rule.kind = static_cast<RuleKind>(*kind);
}

void read_status(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (auto text = reader.text(value, "status")) rule.status = std::move(text->text);
}

void read_version(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  auto text = reader.text(value, "version");
  if (!text) return;
  if (!text->text.empty()) reader.keep(LimitOf::version, characters_of(text->text), text->span);
  if (text->text.empty() || text->text.find_first_not_of("0123456789.") != std::string::npos) {
    reader.warn(text->span, "KR008", fmt::format("version is '{}'; numbers with points are expected.", text->text), "write 1.0.0");
  }
  rule.version = std::move(text->text);
}

void read_tags(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  // Some tags are maps (Schema: ..., SchemaVersion: ...): these say nothing here.
  for (const YAML::Node& tag : reader.list(value, "tags")) {
    if (tag.IsScalar()) rule.tags.push_back(tag.Scalar());
  }
}

void read_enabled(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  if (const auto enabled = reader.boolean(value, "enabled")) rule.enabled = *enabled;
}

}  // namespace

const FieldReader id_field{"id", read_id};
const FieldReader name_field{"name", read_name};
const FieldReader description_field{"description", read_description};
const FieldReader kind_field{"kind", read_kind};
const FieldReader status_field{"status", read_status};
const FieldReader version_field{"version", read_version};
const FieldReader tags_field{"tags", read_tags};
const FieldReader enabled_field{"enabled", read_enabled};

}  // namespace kelpie::rules::detail
