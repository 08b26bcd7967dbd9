#include "plugin/server/api/log_analytics/problems.hpp"

#include "plugin/output/json_object.hpp"
#include "plugin/server/http/random_guid.hpp"

namespace kelpie::server::log_analytics {

using plugin::JsonObject;

namespace {

/// The words of this API for what all APIs refuse.
std::string_view code_of(const Problem& problem) {
  switch (problem.status) {
    case 401:
      return "InvalidTokenError";
    case 403:
      return "InsufficientAccessError";
    case 404:
      return "PathNotFoundError";
    case 405:
      return "MethodNotAllowedError";
    case 413:
      return "RequestTooLargeError";
    case 429:
      return "ThrottledError";
    case 503:
      return "ServiceUnavailableError";
    case 504:
      return "GatewayTimeout";
    default:
      return problem.status < 500 ? "BadArgumentError" : "InternalServerError";
  }
}

std::string error_json(std::string_view message, std::string_view code, const std::string& inner) {
  JsonObject error;
  error.text("message", message).text("code", code).text("correlationId", random_guid());
  if (!inner.empty()) error.raw("innererror", inner);
  return JsonObject().raw("error", error.done()).done();
}

std::string innermost(const QueryFailure& failure) {
  JsonObject inner;
  inner.text("code", failure.code).text("message", failure.message);
  if (failure.placed) inner.number("line", failure.line).number("pos", failure.column).text("token", failure.token);
  return inner.done();
}

}  // namespace

RequestRefused bad_argument(const std::string& message) {
  return RequestRefused(Problem{400, "BadArgumentError", message, {}});
}

std::string problem_json(const Problem& problem) {
  if (problem.status == 400) {
    return error_json("The request had some invalid properties", "BadArgumentError",
                      JsonObject().text("code", "BadArgumentError").text("message", problem.message).done());
  }
  return error_json(problem.message, code_of(problem), {});
}

Response write_problem(const Problem& problem, const Request&) {
  return Response::json(problem_json(problem), problem.status);
}

std::string failure_json(const QueryFailure& failure) {
  const bool syntax = failure.kind == QueryFailure::Kind::syntax;
  using Kind = QueryFailure::Kind;
  if (syntax || failure.kind == Kind::semantic) {
    return error_json(
        "The request had some invalid properties", "BadArgumentError",
        JsonObject()
            .text("code", syntax ? "SyntaxError" : "SemanticError")
            .text("message", syntax ? "A recognition error occurred in the query." : "A semantic error occurred.")
            .raw("innererror", innermost(failure))
            .done());
  }
  if (failure.kind == Kind::timeout)
    return error_json("The query timed out: " + failure.message, "GatewayTimeout", innermost(failure));
  if (failure.kind == Kind::cancelled)
    return error_json("The query was cancelled.", "RequestCancelledError", innermost(failure));
  return error_json("The query failed: " + failure.message, "BadArgumentError", innermost(failure));
}

std::string partial_error(const QueryFailure& failure) {
  const std::string detail = JsonObject()
                                 .text("code", "EngineError")
                                 .text("message", "Something went wrong processing your query on the server.")
                                 .raw("innererror", JsonObject()
                                                        .text("code", failure.code)
                                                        .text("message", failure.message)
                                                        .number("severity", 2)
                                                        .text("severityName", "Error")
                                                        .done())
                                 .done();
  return JsonObject()
      .text("code", "PartialError")
      .text("message", "There were some errors when processing your query: " + failure.message)
      .raw("details", "[" + detail + "]")
      .done();
}

int status_of(const QueryFailure& failure) { return failure.kind == QueryFailure::Kind::timeout ? 504 : 400; }

}  // namespace kelpie::server::log_analytics
