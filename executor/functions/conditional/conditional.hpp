#pragma once

#include <memory>
#include <optional>
#include <span>

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of conditional functions; add_conditional_functions() adds them all.
void add_choice_functions(FunctionRegistry& registry);   // iff case coalesce
void add_null_tests(FunctionRegistry& registry);         // isnull isempty not isnan ...
void add_extreme_functions(FunctionRegistry& registry);  // max_of min_of
void add_assertion(FunctionRegistry& registry);           // assert

/// The type of a choice between values: one type, where int and long make long and a dynamic gives way; nothing when
/// they have none in common.
[[nodiscard]] std::optional<tables::Type> common_choice_type(std::span<const tables::Type> types);

/// Picks row i from branches[choice[i]]; the branches have one type, `rows` rows each, and are flat or constant.
[[nodiscard]] tables::Vector choose(std::span<const tables::Vector> branches, const std::uint8_t* choice,
                                    std::size_t rows);

}  // namespace kelpie::executor
