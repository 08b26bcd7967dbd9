#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace kelpie::rules::tooling {

/// What ATT&CK says of a technique.
struct TechniqueFacts {
  std::string_view name;
  std::vector<std::string_view> tactics;  // that it belongs to, as tactic_named() gives them
};

/// Of T1078 or T1078.004; nothing where nothing is known. All of coverage asks here.
[[nodiscard]] std::optional<TechniqueFacts> technique_facts(std::string_view id);

}  // namespace kelpie::rules::tooling
