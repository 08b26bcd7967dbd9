#pragma once

#include <span>
#include <string_view>

namespace kelpie::executor {

/// A built-in function as the build put it into the program: a file of executor/stored/functions.
struct FunctionData {
  const char* path;
  std::string_view text;
};
[[nodiscard]] std::span<const FunctionData> built_in_function_data();

}  // namespace kelpie::executor
