#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/api/graph/filter_tree.hpp"
#include "plugin/server/api/graph/row_source.hpp"

namespace kelpie::server::graph {

/// What the names of a resource are, for errors too.
struct Names {
  const Resource& resource;
  bool beta = false;
};

/// A path's properties, one a name. `in`: "filter" or "orderby", for the error; `text` is what was written. Throws
/// RequestRefused: a name that nobody knows, with those like it.
[[nodiscard]] std::vector<const Property*> find_path(const Names& names, const Path& path, std::string_view in,
                                                     std::string_view text);

/// A $filter as KQL over one source.
struct Conditions {
  bool never = false;                   // no row of this source can pass
  std::vector<std::string> plain;       // each a condition; all must hold
  std::vector<std::string> counted;     // operators that look through collections, in their order; each adds a column
  std::vector<std::string> afterwards;  // conditions over those columns
};
/// Throws RequestRefused: a name, a value or an operator that does not fit, with its place.
[[nodiscard]] Conditions conditions_of(const Filter& filter, std::string_view text, const Names& names,
                                       const RowSource& source);

/// Whether a filter speaks of a property of the resource, in any depth.
[[nodiscard]] bool mentions(const Filter& filter, std::string_view property);

}  // namespace kelpie::server::graph
