#include "plugin/server/api/kusto/problems.hpp"

#include <chrono>

#include "plugin/output/json_object.hpp"
#include "plugin/server/http/random_guid.hpp"
#include "plugin/server/http/request_head.hpp"
#include "tables/text.hpp"

namespace kelpie::server::kusto {

using plugin::JsonObject;

namespace {

constexpr std::string_view invalid = "Request is invalid and cannot be executed.";

std::string context_json(const RequestNames& names, std::int64_t now) {
  return JsonObject()
      .text("timestamp", tables::datetime_text(now))
      .text("serviceAlias", "KELPIE")
      .text("machineName", "kelpie")
      .text("processName", "kelpie")
      .text("clientRequestId", names.client)
      .text("activityId", names.activity)
      .done();
}

/// How Kusto names an error of this status.
std::string_view type_of(const Problem& problem) {
  if (problem.code == "BadRequest_EntityNotFound") return "Kusto.Data.Exceptions.EntityNotFoundException";
  switch (problem.status) {
    case 401:
      return "Kusto.Data.Exceptions.KustoRequestDeniedException";
    case 403:
      return "Kusto.Data.Exceptions.KustoRequestDeniedException";
    case 413:
      return "Kusto.Data.Exceptions.KustoRequestPayloadTooLargeException";
    case 429:
      return "Kusto.Data.Exceptions.KustoRequestThrottledException";
    case 504:
      return "Kusto.Data.Exceptions.KustoServiceTimeoutException";
    default:
      return problem.status < 500 ? "Kusto.Data.Exceptions.KustoBadRequestException"
                                  : "Kusto.Data.Exceptions.KustoServiceException";
  }
}

std::int64_t clock_now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return tables::unix_epoch +
         std::chrono::duration_cast<std::chrono::microseconds>(since).count() * tables::ticks_per_microsecond;
}

std::string inner_json(const QueryFailure& failure, const std::string& context) {
  const bool syntax = failure.kind == QueryFailure::Kind::syntax;
  JsonObject inner;
  inner.text("code", failure.code)
      .text("message", failure.message)
      .text("@type", syntax ? "Kusto.Data.Exceptions.SyntaxException" : "Kusto.Data.Exceptions.SemanticException")
      .text("@message", (syntax ? "Syntax error: " : "Semantic error: ") + failure.code + ": " + failure.message)
      .raw("@context", context)
      .boolean("@permanent", true)
      .text("@errorCode", failure.code)
      .text("@errorMessage", failure.message);
  if (failure.placed) inner.number("@line", failure.line).number("@pos", failure.column).text("@token", failure.token);
  return inner.done();
}

std::string error_json(std::string_view code, std::string_view message, std::string_view type, std::string_view details,
                       bool permanent, const std::string& context, const std::string& inner = {}) {
  JsonObject error;
  error.text("code", code)
      .text("message", message)
      .text("@type", type)
      .text("@message", details)
      .raw("@context", context)
      .boolean("@permanent", permanent);
  if (!inner.empty()) error.raw("innererror", inner);
  return JsonObject().raw("error", error.done()).done();
}

}  // namespace

RequestNames names_of(const Request& request) {
  RequestNames names;
  names.activity = random_guid();
  names.client = client_request_id(request);
  if (names.client.empty()) names.client = request.id.empty() ? names.activity : request.id;
  return names;
}

RequestRefused bad_request(const std::string& message) {
  return RequestRefused(Problem{400, "General_BadRequest", message, {}});
}

RequestRefused entity_not_found(std::string_view kind, std::string_view name, const std::string& hint) {
  return RequestRefused(Problem{400,
                                "BadRequest_EntityNotFound",
                                "Entity ID '" + std::string(name.substr(0, 200)) + "' of kind '" + std::string(kind) +
                                    "' was not found." + (hint.empty() ? "" : " " + hint),
                                {}});
}

Response write_problem(const Problem& problem, const Request& request) {
  const RequestNames names = names_of(request);
  const bool again = problem.status == 429 || problem.status >= 500;
  const std::string_view message =
      problem.status < 500 && problem.status != 429 ? invalid : std::string_view(problem.message);
  Response response = Response::json(
      error_json(problem.code, message, type_of(problem), problem.message, !again, context_json(names, clock_now())),
      problem.status);
  return response.with("x-ms-client-request-id", names.client).with("x-ms-activity-id", names.activity);
}

std::string failure_json(const QueryFailure& failure, const RequestNames& names, std::int64_t now) {
  const std::string context = context_json(names, now);
  using Kind = QueryFailure::Kind;
  switch (failure.kind) {
    case Kind::syntax:
      return error_json(
          "General_BadRequest", invalid, "Kusto.Data.Exceptions.SyntaxException",
          "Request is invalid and cannot be processed: Syntax error: " + failure.code + ": " + failure.message, true,
          context, inner_json(failure, context));
    case Kind::semantic:
      return error_json(
          "General_BadRequest", invalid, "Kusto.Data.Exceptions.KustoBadRequestException",
          "Request is invalid and cannot be processed: Semantic error: " + failure.code + ": " + failure.message, true,
          context, inner_json(failure, context));
    case Kind::limits:
      return error_json(
          "LimitsExceeded", invalid, "Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException",
          "Query execution has exceeded the allowed limits: " + failure.message + " (" + failure.code + ")", false,
          context);
    case Kind::timeout:
      return error_json("Timeout", "Request timed out.", "Kusto.Data.Exceptions.KustoServiceTimeoutException",
                        "The query did not finish in its time: " + failure.message + " (" + failure.code + ")", false,
                        context);
    case Kind::cancelled:
      return error_json("General_RequestCancelled", "Request was cancelled.",
                        "Kusto.Data.Exceptions.KustoServicePartialQueryFailureException",
                        failure.message + " (" + failure.code + ")", false, context);
    case Kind::other:
      break;
  }
  return error_json("General_BadRequest", invalid, "Kusto.Data.Exceptions.KustoServicePartialQueryFailureException",
                    failure.message + " (" + failure.code + ")", true, context);
}

int status_of(const QueryFailure& failure) { return failure.kind == QueryFailure::Kind::timeout ? 504 : 400; }

}  // namespace kelpie::server::kusto
