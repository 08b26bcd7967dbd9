#include <string>

#include "plugin/server/api/graph/graph_api.hpp"
#include "plugin/server/api/graph/problem.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server {

namespace {

Response refuse_change(const Request& request) {
  throw RequestRefused(
      Problem{.status = 405,
              .code = "Request_BadRequest",
              .message = "A log entry can't be changed: " + request.method +
                         " is not answered here, GET is. What was logged stays as it is until its retention ends.",
              .retry_after = {}});
}

}  // namespace

void add_graph_routes(Router& router, Services& services) {
  for (const bool beta : {false, true}) {
    const std::string prefix = beta ? "/beta" : "/v1.0";
    const Handler handler = [&services, beta](const Request& request) {
      return graph::answer(services, request, beta);
    };
    const auto add = [&](std::string methods, const std::string& pattern, Handler how, std::string summary) {
      Route route;
      route.methods = std::move(methods);
      route.pattern = prefix + pattern;
      route.handler = std::move(how);
      route.role = Role::query;
      route.work = Work::query;
      route.problem = graph::graph_problem;
      route.any_case = true;
      route.summary = std::move(summary);
      router.add(std::move(route));
    };
    for (const graph::Resource& resource : graph::resources()) {
      // Functions are called with parentheses and histories belong to a row: both are read from the path by the last
      // route.
      if ((!beta && !resource.v1) || !resource.parent.empty() || !resource.argument_name.empty()) continue;
      const std::string path = "/" + std::string(resource.path);
      add("GET", path, handler, std::string(resource.summary));
      add("GET", path + "/{id}", handler, "One of: " + std::string(resource.summary));
    }
    add("GET", "/{rest*}", handler, "");
    add("POST PUT PATCH DELETE", "/{rest*}", refuse_change, "");
    router.add_problem_form(prefix, graph::graph_problem);
  }
}

}  // namespace kelpie::server
