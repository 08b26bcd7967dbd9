#pragma once

#include "plugin/server/api/graph/resource.hpp"
#include "plugin/server/http/message.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server::graph {

/// Answers a GET of Microsoft Graph's API over what is stored: a collection page by page, one row, a count. Throws
/// RequestRefused.
[[nodiscard]] Response answer(Services& services, const Request& request, bool beta);

}  // namespace kelpie::server::graph
