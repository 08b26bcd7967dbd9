#pragma once

#include <vector>

#include "rules/compile.hpp"
#include "rules/runtime/runtime.hpp"

namespace kelpie::rules {

/// Rules whose queries bind, as prepare() made them. The compiled ones point into `rules`.
class PreparedRules {
 public:
  struct Prepared {
    CompiledRule compiled;
    std::vector<std::string> tables;  // that it reads, by their own names
  };
  std::vector<Rule> rules;
  std::vector<Prepared> prepared;  // in the order of `rules`; those that do not bind have none
};

}  // namespace kelpie::rules
