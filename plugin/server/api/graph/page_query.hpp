#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plugin/server/api/graph/filter_query.hpp"
#include "plugin/server/api/graph/list_options.hpp"
#include "plugin/server/api/graph/skip_token.hpp"
#include "tables/table.hpp"

namespace kelpie::server::graph {

/// A collection as a request names it.
struct Collection {
  const Resource& resource;
  bool beta = false;
  std::string argument;           // KQL of a function's argument
  std::string parent;             // the id of the row that it belongs to; as a text
  std::optional<std::string> id;  // of one row
};

/// KQL of one page.
struct PageQuery {
  bool nothing = false;  // no row can pass: there is nothing to run
  /// Two results: the rows (the keys of the order, then the selected properties), and one row with the ceiling and the
  /// total.
  std::string text;
  std::size_t keys = 0;
  std::size_t rows = 0;  // that are asked for: one more than the page has and those to drop
  std::size_t drop = 0;  // rows at the beginning that the client has, or skips
};

/// What the keys of the order are, in the collection as these options order it. Throws RequestRefused.
[[nodiscard]] std::vector<tables::Type> key_types(const Collection& collection, const ListOptions& options);
/// `position`: where the page before ended. Throws RequestRefused.
[[nodiscard]] PageQuery page_query(const Collection& collection, const ListOptions& options,
                                   const std::optional<PagePosition>& position, const tables::Catalog& tables);
/// The number of rows, as one row with Count. Throws RequestRefused.
[[nodiscard]] PageQuery count_query(const Collection& collection, const ListOptions& options,
                                    const tables::Catalog& tables);

}  // namespace kelpie::server::graph
