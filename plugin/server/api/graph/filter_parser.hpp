#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "plugin/server/api/graph/filter_tree.hpp"

namespace kelpie::server::graph {

/// Deepest nesting of a $filter, and the most conditions in one.
inline constexpr std::size_t most_filter_depth = 32;
inline constexpr std::size_t most_filter_conditions = 500;

/// Reads a $filter. Throws RequestRefused (BadRequest), with the place.
[[nodiscard]] Filter parse_filter(std::string_view text);

/// One of $orderby.
struct OrderBy {
  Path path;
  bool descending = false;
};
/// Reads "createdDateTime desc,userPrincipalName". Throws RequestRefused.
[[nodiscard]] std::vector<OrderBy> parse_order_by(std::string_view text);

/// "Invalid filter clause: WHAT (at position 12: 'near')". Throws RequestRefused.
[[noreturn]] void refuse_filter(std::string_view text, std::size_t at, std::string_view what);

}  // namespace kelpie::server::graph
