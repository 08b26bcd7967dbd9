#pragma once

#include <string>

#include "plugin/server/http/router.hpp"

namespace kelpie::server::graph {

/// {"error":{"code","message","innerError":{"date","request-id","client-request-id"}}} (Graph: "Microsoft Graph error
/// responses and resource types").
[[nodiscard]] Response graph_problem(const Problem& problem, const Request& request);

/// 400 BadRequest: the request is wrong.
[[noreturn]] void refuse(std::string message);
/// 404 ResourceNotFound.
[[noreturn]] void not_found(std::string message);
/// 501 NotImplemented: Graph has it, the local tables do not know it.
[[noreturn]] void not_known_here(std::string message);

/// The headers that Graph puts on every answer: request-id, client-request-id where the client sent one, OData-Version.
void add_graph_headers(Response& response, const Request& request);

}  // namespace kelpie::server::graph
