#include "plugin/server/api/graph/problem.hpp"

#include <ctime>

#include "plugin/output/json_object.hpp"

namespace kelpie::server::graph {

namespace {

std::string seconds_of_clock() {
  const std::time_t now = std::time(nullptr);
  std::tm civil{};
  gmtime_r(&now, &civil);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &civil));
}

/// Graph's words for what the server's core says in its own.
std::string code_of(const Problem& problem) {
  switch (problem.status) {
    case 401:
      return "InvalidAuthenticationToken";
    case 403:
      return "Authorization_RequestDenied";
    case 404:
      return problem.code == "ResourceNotFound" ? problem.code : "ResourceNotFound";
    case 405:
      return "Request_BadRequest";
    case 429:
      return "TooManyRequests";
    case 503:
      return "serviceNotAvailable";
    case 504:
      return "gatewayTimeout";
    default:
      return problem.code;
  }
}

std::string client_request_id(const Request& request) {
  const auto sent = request.header("client-request-id");
  return std::string(sent && sent->size() <= 128 ? *sent : std::string_view(request.id));
}

}  // namespace

void add_graph_headers(Response& response, const Request& request) {
  response.with("request-id", request.id);
  // A header of the client's comes back only if it is a word: nothing else may get into the answer's head.
  const std::string client = client_request_id(request);
  if (client.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.{}") ==
      std::string::npos)
    response.with("client-request-id", client);
  response.with("OData-Version", "4.0");
}

Response graph_problem(const Problem& problem, const Request& request) {
  plugin::JsonObject inner;
  inner.text("date", seconds_of_clock())
      .text("request-id", request.id)
      .text("client-request-id", client_request_id(request));
  plugin::JsonObject error;
  error.text("code", code_of(problem)).text("message", problem.message).raw("innerError", inner.done());
  Response response = Response::json(plugin::JsonObject().raw("error", error.done()).done(), problem.status);
  add_graph_headers(response, request);
  return response;
}

void refuse(std::string message) {
  throw RequestRefused(Problem{.status = 400, .code = "BadRequest", .message = std::move(message), .retry_after = {}});
}
void not_found(std::string message) {
  throw RequestRefused(
      Problem{.status = 404, .code = "ResourceNotFound", .message = std::move(message), .retry_after = {}});
}
void not_known_here(std::string message) {
  throw RequestRefused(
      Problem{.status = 501, .code = "NotImplemented", .message = std::move(message), .retry_after = {}});
}

}  // namespace kelpie::server::graph
