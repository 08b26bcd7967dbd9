#pragma once

#include <cstdint>
#include <functional>

#include "plugin/server/api/graph/resource.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/service/query_service.hpp"

namespace kelpie::server::graph {

/// What the answers are made with.
struct Backend {
  QueryService& queries;
  std::function<std::int64_t()> now;  // ticks; thread-safe
};

/// Answers a GET of Microsoft Graph's API over what is stored: a collection page by page, one row, a count. Throws
/// RequestRefused.
[[nodiscard]] Response answer(const Backend& backend, const Request& request, bool beta);

/// Adds /v1.0 and /beta. The query service must outlive the router.
void add_routes(Router& router, const Backend& backend);

}  // namespace kelpie::server::graph
