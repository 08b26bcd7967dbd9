#pragma once

#include <string>
#include <string_view>

#include "rules/tooling/coverage/coverage.hpp"

namespace kelpie::rules::tooling {

/// One JSON object on one line: {"rules": 0, "tactics": [{"tactic", "rules", "techniques": [{"technique", "name",
/// "rules": [...]}]}], "tacticsWithoutRules": []}.
[[nodiscard]] std::string coverage_json(const Coverage& coverage);

/// A table of Markdown with a line for each technique, and a sentence on tactics without rules.
[[nodiscard]] std::string coverage_markdown(const Coverage& coverage);

/// A layer of the ATT&CK Navigator, one JSON object on one line. The score is the number of rules that are not
/// disabled; the comment names them. Techniques that are none of ATT&CK's form and tactics outside of the enterprise
/// matrix are left out. Source: attack-navigator, layers/spec/v4.5/layerformat.md.
[[nodiscard]] std::string navigator_layer(const Coverage& coverage);

/// The tactic as the Navigator names it: "CredentialAccess" is "credential-access".
[[nodiscard]] std::string navigator_tactic(std::string_view tactic);

}  // namespace kelpie::rules::tooling
