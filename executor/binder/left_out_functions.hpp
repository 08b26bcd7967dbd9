#pragma once

#include <span>
#include <string_view>

namespace kelpie::executor {

/// A function that a query may name and that is left out on purpose.
struct LeftOutFunction {
  std::string_view name;
  std::string_view summary;  // one sentence
  std::string_view why;      // a clause: "nobody is signed in here ..."
};
/// In order of name.
[[nodiscard]] std::span<const LeftOutFunction> left_out_functions();
/// nullptr: it is not left out.
[[nodiscard]] const LeftOutFunction* find_left_out(std::string_view name);

}  // namespace kelpie::executor
