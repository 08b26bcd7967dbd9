#pragma once

#include "executor/functions/registry.hpp"

namespace kelpie::executor {

// The groups of operator functions; add_operator_functions() adds them all.
void add_number_operators(FunctionRegistry& registry);      // + - * / % negate
void add_comparison_operators(FunctionRegistry& registry);  // == != < <= > >=
void add_logical_operators(FunctionRegistry& registry);     // and or
void add_membership_operators(FunctionRegistry& registry);  // in !in
void add_between_operators(FunctionRegistry& registry);     // between !between

/// datetime + timespan -> datetime.
[[nodiscard]] std::shared_ptr<const Kernel> make_shift_kernel();
/// == or != between two values of one type.
[[nodiscard]] std::shared_ptr<const Kernel> make_equality_kernel(tables::Type type, bool negated);
/// `and` or `or`.
[[nodiscard]] std::shared_ptr<const Kernel> make_logical_kernel(bool disjunction);
/// The overloads of an arithmetic operator on timespans and datetimes.
[[nodiscard]] std::vector<Overload> time_overloads(std::string_view operation);

}  // namespace kelpie::executor
