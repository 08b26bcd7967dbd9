#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/tooling/format/rule_sections.hpp"

namespace kelpie::rules::tooling {

/// Puts the formatted query into the section of the key `query`, as a literal block. `value` is the key's node in
/// `text`, the document. A query that no literal block can hold, or that has an anchor, stays as it is.
void write_query(std::string_view text, const YamlOutline& value, RuleSection& section);

/// Whether two query texts have one syntax tree; false where one has errors.
[[nodiscard]] bool same_query(std::string_view a, std::string_view b);

}  // namespace kelpie::rules::tooling
