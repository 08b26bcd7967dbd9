#pragma once

#include <cstdint>
#include <functional>

#include "executor/graphs/graph.hpp"
#include "executor/graphs/matches.hpp"

namespace kelpie::executor {

/// Whether breadth_first_paths() knows the pattern: two nodes, and one edge in a row between them that may be as short
/// as one.
[[nodiscard]] bool is_plain_path(const Pattern& pattern);

/// For every pair of a first and a last node the shortest path between them, or all of that length: those that are
/// found first, where there is a choice. Puts them into `matches`, calling `full` whenever there are many, and once in
/// the end; `full` takes them out. Stops when the query is to.
void breadth_first_paths(const Graph& graph, const Pattern& pattern, const PatternAdmission& admission, bool all,
                         Execution& execution, Matches& matches, const std::function<void()>& full);

}  // namespace kelpie::executor
