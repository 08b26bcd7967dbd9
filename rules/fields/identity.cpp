// id, name, description, kind, status, version, tags, enabled: what a rule is called.

#include <fmt/format.h>

#include "rules/detail/field_reader.hpp"
#include "rules/fields/fields.hpp"
#include "tables/guid.hpp"

namespace kelpie::rules::detail {

namespace {

constexpr std::size_t longest_name = 256;
constexpr std::size_t longest_description = 5000;
constexpr std::size_t longest_version = 20;

void warn_if_long(const PlacedText& text, std::string_view what, std::size_t longest, RuleReader& reader) {
  if (text.text.size() <= longest) return;
  reader.warn(text.span, "KR009", fmt::format("{} has {} bytes; Sentinel takes {}.", what, text.text.size(), longest));
}

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
  warn_if_long(*text, "name", longest_name, reader);
  rule.name = text->text;
}

void read_description(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  const auto text = reader.text(value, "description");
  if (!text) return;
  warn_if_long(*text, "description", longest_description, reader);
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
  warn_if_long(*text, "version", longest_version, reader);
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
