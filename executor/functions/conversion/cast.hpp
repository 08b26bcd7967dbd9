#pragma once

#include <memory>

#include "executor/functions/kernel.hpp"

namespace kelpie::executor {

/// A kernel of one argument that converts it as to...() does: what cannot be converted is null ("" for string). Every
/// pair of types has one. To dynamic: the value becomes a leaf of its own kind, a string stays a string (it is not
/// parsed as JSON).
[[nodiscard]] std::shared_ptr<const Kernel> make_cast_kernel(tables::Type from, tables::Type to);

/// The same for one value.
[[nodiscard]] tables::Value cast_value(const tables::Value& value, tables::Type to);

}  // namespace kelpie::executor
