#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tables/value.hpp"

namespace kelpie::server::graph {

/// Where a list was left: what the next page begins behind, in a set of rows that does not change any more.
struct PagePosition {
  std::int64_t ceiling = 0;           // ticks: rows that arrived later do not belong to the list
  std::int64_t now = 0;               // ticks: what now() was on the first page
  std::optional<std::int64_t> count;  // of all rows, where $count was asked for
  std::vector<tables::Value> last;    // the keys of the order, of the last row
  std::size_t equal = 0;              // rows with just these keys that were handed out
};

/// An opaque text of letters, digits, '-' and '_'. It holds no more than a caller may ask for anyway and is no secret:
/// its checksum binds it to its list (`identity`) and finds damage; whoever makes one up gets another page of what he
/// may read.
[[nodiscard]] std::string write_skip_token(const PagePosition& position, std::string_view identity);
/// `types`: of the keys. Throws RequestRefused: it is damaged, or another list's.
[[nodiscard]] PagePosition read_skip_token(std::string_view token, std::string_view identity,
                                           const std::vector<tables::Type>& types);

}  // namespace kelpie::server::graph
