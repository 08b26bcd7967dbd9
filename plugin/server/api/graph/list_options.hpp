#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plugin/server/api/graph/filter_parser.hpp"
#include "plugin/server/api/graph/resource.hpp"
#include "plugin/server/http/message.hpp"

namespace kelpie::server::graph {

/// What a request wants of a collection or a row (OData 4.01, part 1, section 11.2).
struct ListOptions {
  std::string filter_text;
  std::optional<Filter> filter;
  std::vector<OrderBy> order;
  std::vector<const Property*> select;  // what is written, in the resource's order
  bool selected = false;                // whether $select said so
  std::size_t page = 0;                 // rows
  std::size_t skip = 0;
  bool count = false;
  bool preferred_page = false;  // the size is the Prefer header's
  std::string skip_token;
};

/// Reads the query of a request; names go with or without '$', as Graph has it. Throws RequestRefused: an option that
/// Graph or this resource does not know, a wrong value. `single`: of one row, which knows $select only.
[[nodiscard]] ListOptions read_list_options(const Request& request, const Resource& resource, bool beta, bool single);

/// The query of the next page but for its token: what this request asked for.
[[nodiscard]] std::string query_of_next_page(const Request& request);
/// What a token belongs to: the path and all that decides which rows come in which order.
[[nodiscard]] std::string identity_of_list(const Request& request);

}  // namespace kelpie::server::graph
