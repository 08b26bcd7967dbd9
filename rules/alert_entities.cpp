#include "rules/alert_entities.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "rules/entity_types.hpp"

namespace kelpie::rules {

namespace {

/// Names that every system has: alone they tell nobody apart.
constexpr std::array<std::string_view, 15> everybodys_names = {"ADMIN",         "ADMINISTRATOR", "SYSTEM", "ROOT",        "ANONYMOUS",
                                                              "AUTHENTICATED USER", "NETWORK", "NULL",   "LOCAL SYSTEM", "LOCALSYSTEM",
                                                              "NETWORK SERVICE", "LOCAL SERVICE", "NT AUTHORITY", "USER", "GUEST"};

bool names_nobody(const AlertEntity& entity) {
  if (entity.type != "Account" || entity.identifiers.size() != 1 || entity.identifiers.front().first != "Name") return false;
  std::string name = entity.identifiers.front().second;
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return std::find(everybodys_names.begin(), everybodys_names.end(), name) != everybodys_names.end();
}

bool holds_required(const AlertEntity& entity) {
  const EntityType* type = entity_type_named(entity.type);
  if (type == nullptr) return true;
  EntityMapping mapping;
  for (const auto& [identifier, value] : entity.identifiers) mapping.fields.push_back({identifier, {}});
  return type->is_complete(mapping);
}

void add_entities(const EntityMapping& mapping, const ResultRows& rows, std::size_t most, std::vector<AlertEntity>& entities) {
  std::vector<std::pair<const std::string*, std::size_t>> columns;
  for (const EntityField& field : mapping.fields) {
    if (const auto position = find_column(*rows.table, field.column.column)) columns.emplace_back(&field.identifier, *position);
  }
  if (columns.empty()) return;
  std::unordered_set<std::string> seen;
  for_each_row(rows, [&](const executor::Batch& batch, std::size_t row) {
    AlertEntity entity{mapping.type, {}};
    std::string key;
    for (const auto& [identifier, column] : columns) {
      std::string value = cell_text(batch, column, row);
      key += std::to_string(value.size()) + ':' + value;
      if (!value.empty()) entity.identifiers.emplace_back(*identifier, std::move(value));
    }
    if (entity.identifiers.empty() || !seen.insert(std::move(key)).second) return true;
    if (names_nobody(entity) || !holds_required(entity)) return true;
    if (std::find(entities.begin(), entities.end(), entity) == entities.end()) {
      entities.push_back(std::move(entity));
      --most;
    }
    return most > 0;
  });
}

}  // namespace

std::vector<AlertEntity> alert_entities(const Rule& rule, const ResultRows& rows) {
  std::vector<AlertEntity> entities;
  for (const EntityMapping& mapping : rule.entities) {
    add_entities(mapping, rows, std::max<std::size_t>(1, most_entities / rule.entities.size()), entities);
  }
  return entities;
}

}  // namespace kelpie::rules
