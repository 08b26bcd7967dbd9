#pragma once

#include <string>
#include <string_view>

namespace kelpie::rules {

/// JSON without blanks as lines with two blanks a level; what is empty stays on its line.
[[nodiscard]] std::string laid_out_json(std::string_view compact);

}  // namespace kelpie::rules
