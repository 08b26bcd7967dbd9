#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kelpie::rules::detail {

/// What is wrong with a text as YAML, before it is made into nodes.
struct YamlProblem {
  std::string code;  // KR002, KR003
  std::string message;
  std::size_t offset = 0;  // in the text
};

/// Reads the events of the text without keeping anything: nothing when it is YAML and within bounds (32 levels, 100,000 nodes, 100
/// aliases, an alias only of a scalar or a list of scalars: so none multiplies what it stands for).
[[nodiscard]] std::optional<YamlProblem> check_yaml(std::string_view text);

}  // namespace kelpie::rules::detail
