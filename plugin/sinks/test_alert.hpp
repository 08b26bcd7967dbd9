#pragma once

#include <cstdint>

#include "rules/alert.hpp"

namespace kelpie::plugin {

/// An alert about nothing, to try a sink with: it says so in title and description, and has one of everything that
/// payloads show. `now` in ticks.
[[nodiscard]] rules::Alert test_alert(std::int64_t now);

}  // namespace kelpie::plugin
