#pragma once

#include <memory>

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

class LocationDatabase;

/// What built-in functions read beside their arguments.
struct FunctionResources {
  /// For geo_info_from_ip_address(); nullptr: the function says that it has none.
  std::shared_ptr<const LocationDatabase> locations;
};

/// make_builtin_registry() with what the functions read.
[[nodiscard]] std::shared_ptr<const FunctionRegistry> make_builtin_registry(const FunctionResources& resources);

}  // namespace kelpie::executor
