// entityMappings: which columns say whom or what the alert is about.

#include <algorithm>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/detail/column_names.hpp"
#include "rules/detail/field_reader.hpp"
#include "rules/entity_types.hpp"
#include "rules/fields/fields.hpp"

namespace kelpie::rules::detail {

namespace {

constexpr std::string_view mapping_keys[] = {"entityType", "fieldMappings"};
constexpr std::string_view field_keys[] = {"identifier", "columnName"};

void read_identifiers(const YAML::Node& value, const EntityType* type, RuleReader& reader, EntityMapping& mapping) {
  for (const YAML::Node& node : reader.list(value, "fieldMappings")) {
    EntityField field;
    parser::Span at = reader.span_of(node);
    for (const auto& [key, member] : reader.map(node, "A field mapping", field_keys)) {
      const auto text = reader.text(member, key.text);
      if (!text) continue;
      if (key.text == "columnName") check_column_name(*text, reader), field.column = {text->text, text->span};
      else field.identifier = text->text, field.span = at = text->span;
    }
    if (field.identifier.empty() || field.column.column.empty()) {
      reader.error(at, "KR006", "A field mapping needs an identifier and a columnName.");
      continue;
    }
    if (type != nullptr && !type->identifiers.empty() &&
        std::find(type->identifiers.begin(), type->identifiers.end(), field.identifier) == type->identifiers.end()) {
      reader.warn(at, "KR014", fmt::format("{} has no identifier '{}'.", mapping.type, field.identifier),
                  executor::did_you_mean(field.identifier, {type->identifiers.begin(), type->identifiers.end()}));
    }
    if (std::any_of(mapping.fields.begin(), mapping.fields.end(), [&](const EntityField& other) { return other.identifier == field.identifier; })) {
      reader.warn(at, "KR014", fmt::format("The identifier '{}' stands twice in one mapping; the first counts.", field.identifier));
      continue;
    }
    mapping.fields.push_back(std::move(field));
  }
}

void read_mapping(const YAML::Node& node, RuleReader& reader, Rule& rule) {
  EntityMapping mapping;
  const EntityType* type = nullptr;
  const parser::Span at = reader.span_of(node);
  const auto members = reader.map(node, "An entity mapping", mapping_keys);
  if (!node.IsMap()) return;
  for (const auto& [key, member] : members) {
    if (key.text != "entityType") continue;
    const auto text = reader.text(member, "entityType");
    if (!text) return;
    mapping.type = text->text;
    mapping.span = text->span;
    type = entity_type_named(text->text);
    if (type == nullptr) {
      reader.warn(text->span, "KR014", fmt::format("Sentinel has no entity type '{}'.", text->text),
                  executor::did_you_mean(text->text, entity_type_names()));
    } else {
      mapping.type = type->name;
    }
  }
  for (const auto& [key, member] : members) {
    if (key.text == "fieldMappings" && !member.IsNull()) read_identifiers(member, type, reader, mapping);
  }
  if (mapping.type.empty() || mapping.fields.empty()) {
    reader.error(at, "KR006", "An entity mapping needs an entityType and fieldMappings.");
    return;
  }
  if (!keeps(limit(LimitOf::identifiers), static_cast<std::int64_t>(mapping.fields.size()))) {
    reader.warn(at, std::string(limit(LimitOf::identifiers).code),
                fmt::format("The mapping has {} identifiers; Sentinel takes 1 to {}.", mapping.fields.size(), limit(LimitOf::identifiers).most));
  }
  if (type != nullptr && !type->is_complete(mapping)) {
    reader.warn(at, "KR014", fmt::format("A mapping of {} needs {}.", type->name, type->needs));
  }
  rule.entities.push_back(std::move(mapping));
}

void read_entities(const YAML::Node& value, RuleReader& reader, Rule& rule) {
  for (const YAML::Node& node : reader.list(value, "entityMappings")) read_mapping(node, reader, rule);
  // An empty list says nothing; Sentinel refuses it, too, but means no more than one that is absent.
  if (!rule.entities.empty()) reader.keep(LimitOf::mappings, static_cast<std::int64_t>(rule.entities.size()), reader.span_of(value));
}

}  // namespace

const FieldReader entities_field{"entityMappings", read_entities};

}  // namespace kelpie::rules::detail
