#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "executor/functions/kernel.hpp"

namespace kelpie::executor {

/// The elements of `value in~ (a, b, ...)` as texts: scalars as tostring() gives them, the elements of dynamic arrays
/// one by one.
void append_elements(const tables::Value& value, std::vector<std::string>& elements);

/// A predicate over texts that knows its list.
class ListMatcher {
 public:
  virtual ~ListMatcher() = default;
  /// `scratch` is memory to reuse between calls.
  [[nodiscard]] virtual bool matches(std::string_view text, std::string& scratch) const = 0;
};

using ListMatcherFactory = std::function<std::shared_ptr<const ListMatcher>(std::vector<std::string> elements)>;

/// Makes kernels for `text OPERATOR (element, ...)`: the matcher is made once where all elements are constants,
/// otherwise row by row.
[[nodiscard]] KernelFactory list_operator(ListMatcherFactory make, bool negated);

}  // namespace kelpie::executor
