#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>

#include "executor/functions/kernel.hpp"

namespace kelpie::executor {

/// The rows as text, as tostring() gives them: a null is "". A string vector is returned as it is.
[[nodiscard]] tables::Vector text_of(const tables::Vector& vector);

/// Makes kernels of `factory` see the arguments at `positions` as strings, whatever their type: for functions that take any scalar and
/// work on its text.
[[nodiscard]] KernelFactory with_text(std::initializer_list<std::size_t> positions, KernelFactory factory);
/// The same for every argument from `first` on.
[[nodiscard]] KernelFactory with_text_from(std::size_t first, KernelFactory factory);

}  // namespace kelpie::executor
