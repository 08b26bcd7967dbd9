#include "plugin/server/api/graph/property.hpp"

#include "plugin/server/api/graph/letters.hpp"

namespace kelpie::server::graph {

const Property* find_property(std::span<const Property> properties, std::string_view name, bool beta) {
  for (const Property& property : properties) {
    if (same_letters(property.name, name) && (beta || !property.beta)) return &property;
  }
  return nullptr;
}

}  // namespace kelpie::server::graph
