#pragma once

#include <memory>
#include <string>
#include <vector>

#include "executor/functions/string_operators/list_elements.hpp"

namespace kelpie::executor {

/// Most elements of has_any and has_all (Kusto reference: "has_any operator", "has_all operator").
inline constexpr std::size_t max_has_any_elements = 10'000;
inline constexpr std::size_t max_has_all_elements = 256;

/// The text equals one of the elements, case ignored.
[[nodiscard]] std::shared_ptr<const ListMatcher> make_in_ignoring_case(std::vector<std::string> elements);
/// The text has one / all of the elements as terms, case ignored. Throws QueryError when there are too many.
[[nodiscard]] std::shared_ptr<const ListMatcher> make_has_any(std::vector<std::string> elements);
[[nodiscard]] std::shared_ptr<const ListMatcher> make_has_all(std::vector<std::string> elements);

}  // namespace kelpie::executor
