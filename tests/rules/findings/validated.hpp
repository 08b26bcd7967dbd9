#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/findings/report.hpp"

namespace kelpie::rules::tests {

/// Path and text of a rule file.
using RuleText = std::pair<std::string, std::string>;

/// What is reported of rule files, over the tables of Entra without rows.
[[nodiscard]] FindingsReport validated(const std::vector<RuleText>& files, ReportOptions options = {});
[[nodiscard]] FindingsReport validated(std::string_view text, ReportOptions options = {});

/// "3:9 warning KR012 suppressed" of each finding; "reported" is not said.
[[nodiscard]] std::vector<std::string> told(const FindingsReport& report);

}  // namespace kelpie::rules::tests
