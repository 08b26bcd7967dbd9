#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"

namespace kelpie::rules {

/// A kind of entity that an alert may name (Microsoft Sentinel: "Microsoft Sentinel entity types reference").
struct EntityType {
  std::string_view name;
  /// Its identifiers; empty when any is taken.
  std::vector<std::string_view> identifiers;
  /// Sets of identifiers of which a mapping must hold one whole; empty: any identifier will do.
  std::vector<std::vector<std::string_view>> required;
  std::string_view needs;  // the same in words
  /// Sets of identifiers that tell one entity from all others; others leave open which one is meant. Empty: no set of
  /// mappable identifiers does.
  std::vector<std::vector<std::string_view>> strong;

  [[nodiscard]] bool is_complete(const EntityMapping& mapping) const;
  /// Whether the mapping holds one of the strong sets.
  [[nodiscard]] bool is_strong(const EntityMapping& mapping) const;
};

/// By name, in any case; nullptr when there is none.
[[nodiscard]] const EntityType* entity_type_named(std::string_view name);
[[nodiscard]] std::vector<std::string> entity_type_names();

}  // namespace kelpie::rules
