#pragma once

#include <string>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// The alert as one line of JSON without the line's end. Keys always stand in one order; lists that are empty stay, absent texts are "".
[[nodiscard]] std::string alert_json(const Alert& alert);

}  // namespace kelpie::rules
