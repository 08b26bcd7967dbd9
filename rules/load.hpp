#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

/// Rules without an error, in the order of their paths, and all that is to be said of all files.
struct LoadedRules {
  std::vector<Rule> rules;
  /// Rules with an error, as far as they could be read; those with a query only. Not to be run.
  std::vector<Rule> unsound;
  RuleDiagnostics diagnostics;
  std::size_t files = 0;
};

/// Whether a file holds tests of rules and no rule: its name ends with .test.yaml or .test.yml.
[[nodiscard]] bool is_test_file(std::string_view path);

/// Reads a file, or all .yaml and .yml files below a folder but those of tests. A file with errors gives no rule and does not stop the others. Nothing is
/// thrown for bad input.
[[nodiscard]] LoadedRules load_rules(const std::string& path);
/// The same for several paths; ids are compared over all of them.
[[nodiscard]] LoadedRules load_rules(const std::vector<std::string>& paths);
/// The same, leaving out what is not wanted: `wanted` is asked for every file and folder by its path.
[[nodiscard]] LoadedRules load_rules(const std::vector<std::string>& paths, const std::function<bool(const std::string& path)>& wanted);
/// Reads the rules of one text; `path` is what diagnostics call it. Appends those without an error. Ids are not compared.
void read_rule(std::string path, std::string_view text, LoadedRules& into);
/// Takes out, and tells of, every rule whose id one before it has. For what read_rule() read; load_rules() has done it.
void refuse_repeated_ids(LoadedRules& loaded);

}  // namespace kelpie::rules
