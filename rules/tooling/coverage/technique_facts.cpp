#include "rules/tooling/coverage/technique_facts.hpp"

namespace kelpie::rules::tooling {

std::optional<TechniqueFacts> technique_facts(std::string_view) { return std::nullopt; }

}  // namespace kelpie::rules::tooling
