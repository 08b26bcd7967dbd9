#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/testing/test_suite.hpp"

namespace kelpie::plugin {

/// Line of a place in a test file, from 1.
[[nodiscard]] std::uint32_t line_of(const rules::testing::RuleTest& test, parser::Span span);
/// A failure in lines, deeper ones indented: what was expected and found, what happened, what to do. Nothing in them
/// drives a terminal.
[[nodiscard]] std::vector<std::string> failure_lines(const rules::testing::RuleTest& test,
                                                     const rules::testing::TestFailure& failure);
/// A diagnostic with its caret.
[[nodiscard]] std::vector<std::string> diagnostic_lines(const rules::RuleDiagnostic& diagnostic);
/// All that a test's result says, diagnostics with their carets included.
[[nodiscard]] std::vector<std::string> result_lines(const rules::testing::CaseResult& result);

}  // namespace kelpie::plugin
