#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

void add_data_size(FunctionRegistry& registry);  // estimate_data_size

}  // namespace kelpie::executor
