#pragma once

#include <memory>
#include <string>

#include "tables/readers/input.hpp"

namespace kelpie::tables::readers {

/// A file as its bytes are: a regular one is seekable, a pipe or "-" (standard input) is not. nullptr when it cannot be
/// opened; `error` says why.
[[nodiscard]] std::unique_ptr<Input> open_file(const std::string& path, std::string& error);

}  // namespace kelpie::tables::readers
