// The REST API of Kusto: queries in two versions, management commands, what clients ask before they sign in.

#include <chrono>
#include <utility>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/kusto/answer_v1.hpp"
#include "plugin/server/api/kusto/answer_v2.hpp"
#include "plugin/server/api/kusto/commands/command.hpp"
#include "plugin/server/api/kusto/commands/run_command.hpp"
#include "plugin/server/api/kusto/problems.hpp"
#include "plugin/server/api/kusto/request.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/http/request_head.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server {

namespace {

using namespace kusto;  // NOLINT: this file is its face

enum class Version { v1, v2 };

Response named(Response response, const RequestNames& names) {
  response.with("x-ms-client-request-id", names.client).with("x-ms-activity-id", names.activity);
  return response;
}

/// What the engine is given, and how places in it are those of the client's text.
struct Asked {
  QueryWish wish;
  SentText sent;
};

Asked ask(const Request& request, const KustoRequest& sent, std::string prefix, std::size_t begin) {
  Asked asked;
  asked.sent = {sent.text, begin, prefix.size()};
  asked.wish.text = std::move(prefix);
  asked.wish.text.append(sent.text, begin);
  asked.wish.parameters = sent.options.parameters;
  asked.wish.timeout = sent.options.timeout;
  asked.wish.result_rows = sent.options.result_rows;
  asked.wish.result_bytes = sent.options.result_bytes;
  asked.wish.now = sent.options.now;
  asked.wish.id = client_request_id(request);
  asked.wish.face = "kusto";
  return asked;
}

Response failed(const QueryAnswer& answer, const Asked& asked, const RequestNames& names, std::int64_t now,
                Version version, FrameOptions frames) {
  const QueryFailure failure = failure_of(answer, asked.sent);
  const std::string error = failure_json(failure, names, now);
  // Version 2 tells of what befell a query that was under way in its frames, as Kusto does; a wrong query and a timeout
  // are statuses in both.
  const bool under_way = failure.kind == QueryFailure::Kind::limits || failure.kind == QueryFailure::Kind::cancelled;
  if (version == Version::v2 && under_way)
    return Response::json(failed_v2(error, failure.kind == QueryFailure::Kind::cancelled, frames));
  return Response::json(error, status_of(failure));
}

Response run(const Request& request, Services& services, const KustoRequest& sent, Asked asked, Version version,
             Surroundings surroundings) {
  AnswerContext context{services.queries.run(request.caller, asked.wish, request.gone), names_of(request),
                        services.now()};
  if (context.answer.outcome == QueryAnswer::Outcome::busy) {
    throw RequestRefused(Problem{429, "TooManyRequests", "Too many queries run or wait already. Try again in a moment.",
                                 std::chrono::seconds(1)});
  }
  const RequestNames names = context.names;
  if (context.answer.outcome != QueryAnswer::Outcome::answered)
    return named(failed(context.answer, asked, names, context.now, version, sent.options.frames), names);
  return named(piecewise_json(version == Version::v1 ? answer_v1(std::move(context), surroundings)
                                                     : answer_v2(std::move(context), sent.options.frames)),
               names);
}

Response command(const Request& request, Services& services, const KustoRequest& sent, std::size_t point,
                 Version version) {
  const CommandText text = read_command(sent.text, point);
  const CommandTable table = run_command(text, services, request.caller);
  if (text.piped != std::string_view::npos) {
    Asked asked = ask(request, sent, sent.options.statements + datatable_of(table), text.piped);
    return run(request, services, sent, std::move(asked), version, Surroundings::none);
  }
  AnswerContext context;
  context.answer.tables.push_back(result_of(table));
  context.names = names_of(request);
  context.now = services.now();
  const RequestNames names = context.names;
  return named(piecewise_json(version == Version::v1 ? answer_v1(std::move(context), Surroundings::none)
                                                     : answer_v2(std::move(context), sent.options.frames)),
               names);
}

/// Clients send commands to either address; what the text is counts.
Response answer(const Request& request, Services& services, Version version) {
  const KustoRequest sent = read_request(request);
  check_database(services, sent.database);
  if (const auto point = find_command(sent.text)) return command(request, services, sent, *point, version);
  return run(request, services, sent, ask(request, sent, sent.options.statements, 0), version, Surroundings::query);
}

/// What SDKs read before they get a token: where to sign in. The server checks tokens itself, its own and Entra's; the
/// values are those of the public cloud, so that a client that signs in by itself asks for a token of the kind that it
/// knows.
Response metadata(const Request&) {
  static const std::string text =
      plugin::JsonObject()
          .raw("AzureAD", plugin::JsonObject()
                              .text("LoginEndpoint", "https://login.microsoftonline.com")
                              .boolean("LoginMfaRequired", false)
                              .text("KustoClientAppId", "db662dc1-0cfe-4e1c-a843-19a68e65be58")
                              .text("KustoClientRedirectUri", "http://localhost")
                              .text("KustoServiceResourceId", "https://kusto.kusto.windows.net")
                              .text("FirstPartyAuthorityUrl",
                                    "https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a")
                              .done())
          .done();
  return Response::json(text);
}

constexpr std::size_t most_query_bytes = std::size_t{4} << 20;

Route query_route(std::string pattern, std::string summary, Services& services, Version version) {
  Route route;
  route.methods = "GET POST";
  route.pattern = std::move(pattern);
  route.handler = [&services, version](const Request& request) { return answer(request, services, version); };
  route.role = Role::query;
  route.work = Work::query;
  route.most_body = most_query_bytes;
  route.problem = write_problem;
  route.any_case = true;
  route.summary = std::move(summary);
  route.parameters =
      R"("requestBody":{"content":{"application/json":{"schema":{"type":"object","properties":{"db":{"type":"string"},"csl":{"type":"string"},"properties":{"type":"object"}},"required":["csl"]}}}})";
  return route;
}

Route open_route(std::string pattern, std::string summary, Handler handler) {
  Route route;
  route.methods = "GET";
  route.pattern = std::move(pattern);
  route.handler = std::move(handler);
  route.problem = write_problem;
  route.any_case = true;
  route.summary = std::move(summary);
  return route;
}

}  // namespace

void add_kusto_routes(Router& router, Services& services) {
  router.add(query_route("/v1/rest/query", "Runs a KQL query (Kusto, version 1)", services, Version::v1));
  router.add(query_route("/v2/rest/query", "Runs a KQL query (Kusto, version 2: frames)", services, Version::v2));
  router.add(
      query_route("/v1/rest/mgmt", "Runs a management command that shows something (Kusto)", services, Version::v1));
  router.add(open_route("/v1/rest/auth/metadata", "Where Kusto's clients sign in", metadata));
  router.add(
      open_route("/v1/rest/ping", "Answers Pong (Kusto)", [](const Request&) { return Response::text("Pong!"); }));
  router.add_problem_form("/v1/rest", write_problem);
  router.add_problem_form("/v2/rest", write_problem);
}

}  // namespace kelpie::server
