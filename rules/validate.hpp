#pragma once

#include <cstddef>

#include "executor/engine.hpp"
#include "rules/load.hpp"

namespace kelpie::rules {

struct ValidateOptions {
  /// now() of the queries, limits, the stop token.
  executor::QueryContext context;
  /// A table without a schema is an error; otherwise a warning, and what depends on it is not checked.
  bool strict = false;
};

/// All that is to be said of rules, in the order of files and places.
struct Validation {
  RuleDiagnostics findings;
  std::size_t files = 0;
  std::size_t rules = 0;  // that were read and whose query binds
};

/// Everything that is wrong with rules or could be better, found without running them: what load_rules() told, and what the engine's catalog, its functions
/// and the facts about Sentinel and ATT&CK show. Needs the tables' schemas only, no rows.
[[nodiscard]] Validation validate(const LoadedRules& loaded, const executor::Engine& engine, const ValidateOptions& options);

}  // namespace kelpie::rules
