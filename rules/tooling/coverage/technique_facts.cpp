#include "rules/tooling/coverage/technique_facts.hpp"

#include "rules/attack/attack.hpp"

namespace kelpie::rules::tooling {

std::optional<TechniqueFacts> technique_facts(std::string_view id) {
  const Technique* technique = technique_named(id);
  if (technique == nullptr || technique->status == TechniqueStatus::revoked) return std::nullopt;
  return TechniqueFacts{technique->name, technique->tactics};
}

}  // namespace kelpie::rules::tooling
