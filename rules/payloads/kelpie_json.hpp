#pragma once

#include <string>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// alert_json(), bounded (see Payload::write), in ASCII: all other characters are escaped, so that nothing between here
/// and the reader can change or hide them.
[[nodiscard]] std::string kelpie_json(const Alert& alert, std::size_t most_bytes);

}  // namespace kelpie::rules
