#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace kelpie::differential {

/// What the interpreter met, and how often: the calls of functions by whether it computed them by itself or asked the
/// engine's kernel.
struct Coverage {
  std::size_t answers = 0, empty_answers = 0, failed_answers = 0, rows = 0;
  std::map<std::string, std::size_t> operators, own_functions, kernel_functions, own_aggregates, engine_aggregates;
};

}  // namespace kelpie::differential
