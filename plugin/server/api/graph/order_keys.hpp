#pragma once

#include <string>
#include <vector>

#include "plugin/server/api/graph/filter_parser.hpp"
#include "plugin/server/api/graph/filter_query.hpp"
#include "plugin/server/api/graph/row_source.hpp"
#include "tables/value.hpp"

namespace kelpie::server::graph {

/// A key by which rows are ordered; nulls are the smallest, as in KQL.
struct OrderKey {
  std::vector<const Property*> path;
  std::string_view kql;  // in place of a path
  bool descending = false;

  [[nodiscard]] tables::Type type() const;
  [[nodiscard]] std::string value(const RowSource& source) const {
    return path.empty() ? std::string(kql) : source.value(path);
  }
};

/// What $orderby says, then the resource's own order, by which rows that are equal so far have their places. Throws
/// RequestRefused.
[[nodiscard]] std::vector<OrderKey> order_keys(const Names& names, const std::vector<OrderBy>& order);

/// The condition under which a row has the place of `last` or one behind it. `values`: KQL of the keys.
[[nodiscard]] std::string from_place_on(const std::vector<OrderKey>& keys, const std::vector<std::string>& values,
                                        const std::vector<tables::Value>& last);

}  // namespace kelpie::server::graph
