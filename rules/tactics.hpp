#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace kelpie::rules {

/// The tactics that an alert may name: those of MITRE ATT&CK for enterprises and for industrial control systems, without blanks.
[[nodiscard]] std::span<const std::string_view> all_tactics();
/// The tactic of that name, in any case, blanks ignored; nothing when there is none.
[[nodiscard]] std::optional<std::string_view> tactic_named(std::string_view text);

}  // namespace kelpie::rules
