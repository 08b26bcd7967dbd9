#pragma once

#include <string_view>
#include <vector>

#include "executor/functions/function.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::executor {

/// The overloads of == != < <= > >= (named by `operation`) that compare a dynamic with a typed value, in either order.
/// The dynamic is converted to the type; numbers compare as numbers. Two dynamics do not compare: that overload has no
/// result type.
[[nodiscard]] std::vector<Overload> dynamic_comparisons(std::string_view operation);

/// Whether a value inside a dynamic equals a typed value, as == says; a null equals nothing.
[[nodiscard]] bool equals(tables::DynamicView value, const tables::Value& with);

}  // namespace kelpie::executor
