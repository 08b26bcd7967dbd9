#pragma once

#include <memory>

#include "executor/functions/kernel.hpp"

namespace kelpie::executor {

/// == or != on strings: byte for byte. A string is never null.
[[nodiscard]] std::shared_ptr<const Kernel> make_text_equality(bool negated);

}  // namespace kelpie::executor
