// Elasticsearch as shippers speak it: the bulk API, and what they ask for before they send (Elasticsearch reference,
// "Bulk API", "Index API", "Info API").

#include <chrono>
#include <stdexcept>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/elasticsearch/bulk.hpp"
#include "plugin/server/api/ingest/ingest_receiver.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server {

namespace {

using plugin::JsonObject;

/// The version that clients find: they refuse to speak to one that is older than they know.
constexpr std::string_view version = "8.17.0";

Response elastic(Response response) { return std::move(response.with("X-Elastic-Product", "Elasticsearch")); }
Response elastic_json(std::string body, int status = 200) { return elastic(Response::json(std::move(body), status)); }

std::string type_of(const Problem& problem) {
  switch (problem.status) {
    case 401:
    case 403:
      return "security_exception";
    case 404:
      return "resource_not_found_exception";
    case 413:
      return "content_too_long_exception";
    case 429:
      return "es_rejected_execution_exception";
    case 503:
      return "cluster_block_exception";
    default:
      return problem.code.find("_exception") != std::string::npos ? problem.code : "illegal_argument_exception";
  }
}

Response elastic_problem(const Problem& problem, const Request&) {
  const std::string cause = JsonObject().text("type", type_of(problem)).text("reason", problem.message).done();
  const std::string error = JsonObject()
                                .raw("root_cause", "[" + cause + "]")
                                .text("type", type_of(problem))
                                .text("reason", problem.message)
                                .done();
  return elastic_json(JsonObject().raw("error", error).number("status", problem.status).done(), problem.status);
}

/// The answer to a request of which nothing can be promised now. Clients with a name understand 429. rsyslog's
/// omelasticsearch, which gives none, counts any answer with an object in it as delivered and only sends again when the
/// connection ends within it.
Response come_back(const RequestRefused& refused, const Request& request) {
  if (request.header("User-Agent")) {
    Problem problem = refused.problem();
    if (problem.code == "ServerBusy") problem.status = 429;
    throw RequestRefused(std::move(problem));
  }
  Response cut = elastic_json("{", 503);
  cut.more = []() -> BodyPiece {
    throw std::runtime_error(
        "nothing of the bulk request can be promised, and the client knows only a connection that ends");
  };
  return cut;
}

template <typename Store>
Response storing(const Request& request, const Store& store) {
  try {
    return store();
  } catch (const RequestRefused& refused) {
    if (refused.problem().status != 503) throw;
    return come_back(refused, request);
  }
}

Response bulk(Services& services, const Request& request) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<BulkItem> items = read_bulk(request.body, request.parameter("index"));
  return storing(request, [&] {
    store_bulk(services.intake, sender_of("elasticsearch", request), items);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    return elastic_json(bulk_answer(items, took.count()));
  });
}

/// One document by itself.
Response document(Services& services, const Request& request) {
  std::vector<BulkItem> items(1);
  BulkItem& item = items.front();
  item.action = "index";
  item.index = request.parameter("index");
  item.id = request.parameter("id");
  if (item.id.empty()) item.id = new_document_id();
  item.document = request.body;
  if (item.document.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw RequestRefused({400, "parse_exception", "request body is required", {}});
  return storing(request, [&] {
    store_bulk(services.intake, sender_of("elasticsearch", request), items);
    if (item.status >= 300) throw RequestRefused({item.status, item.error_type, item.reason, {}});
    return elastic_json(item_answer(item), item.status);
  });
}

Response information(const Services& services) {
  const std::string versions = JsonObject()
                                   .text("number", version)
                                   .text("build_flavor", "default")
                                   .text("build_type", "deb")
                                   .text("build_hash", "kelpie")
                                   .text("build_date", "2026-01-01T00:00:00.000Z")
                                   .boolean("build_snapshot", false)
                                   .text("lucene_version", "9.12.0")
                                   .text("minimum_wire_compatibility_version", "7.17.0")
                                   .text("minimum_index_compatibility_version", "7.0.0")
                                   .done();
  return elastic_json(JsonObject()
                          .text("name", "kelpie")
                          .text("cluster_name", services.database)
                          .text("cluster_uuid", "kelpie")
                          .raw("version", versions)
                          .text("tagline", "You Know, for Search")
                          .done());
}

/// Routes that are there so that shippers go on: nothing has to be set up here.
void add_formalities(Router& router, Services& services) {
  const auto add = [&](std::string methods, std::string pattern, std::optional<Role> role, Handler handler) {
    Route route;
    route.methods = std::move(methods);
    route.pattern = std::move(pattern);
    route.role = role;
    route.work = Work::quick;
    route.most_body = std::size_t{4} << 20;
    route.problem = elastic_problem;
    route.handler = std::move(handler);
    router.add(std::move(route));
  };
  const auto fixed = [](std::string body) { return [body](const Request&) { return elastic_json(body); }; };
  add("GET", "/", Role::ingest, [&services](const Request&) { return information(services); });
  add("GET", "/_license", Role::ingest,
      fixed(
          R"({"license":{"status":"active","uid":"kelpie","type":"basic","issued_to":"kelpie","issuer":"kelpie","start_date_in_millis":-1}})"));
  add("GET", "/_xpack", Role::ingest,
      fixed(
          R"({"build":{"hash":"kelpie","date":"2026-01-01T00:00:00.000Z"},"license":{"uid":"kelpie","type":"basic","mode":"basic","status":"active"},)"
          R"("features":{"ilm":{"available":false,"enabled":false}},"tagline":"You know, for X"})"));
  constexpr const char* health =
      R"({"cluster_name":"kelpie","status":"green","timed_out":false,"number_of_nodes":1,"number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,)"
      R"("relocating_shards":0,"initializing_shards":0,"unassigned_shards":0,"number_of_pending_tasks":0,"active_shards_percent_as_number":100.0})";
  add("GET", "/_cluster/health", Role::ingest, fixed(health));
  add("GET", "/_cat/health", Role::ingest,
      [](const Request&) { return elastic(Response::text("0 00:00:00 kelpie green 1 1 1 1 0 0 0 0 - 100.0%\n")); });
  add("GET", "/_nodes/http", Role::ingest,
      fixed(R"({"_nodes":{"total":0,"successful":0,"failed":0},"cluster_name":"kelpie","nodes":{}})"));
  add("GET", "/_nodes/_all/http", Role::ingest,
      fixed(R"({"_nodes":{"total":0,"successful":0,"failed":0},"cluster_name":"kelpie","nodes":{}})"));
  // Templates, policies, pipelines, aliases: all that is asked for is there, all that is put is fine.
  const Handler accepted = [](const Request& request) {
    if (request.method == "PUT" || request.method == "POST") return elastic_json(R"({"acknowledged":true})");
    return elastic_json(
        JsonObject()
            .raw(
                request.parameter("name"),
                R"({"version":1,"modified_date":"2026-01-01T00:00:00.000Z","policy":{"phases":{}},"order":0,"index_patterns":["*"]})")
            .done());
  };
  for (const char* pattern :
       {"/_template/{name}", "/_index_template/{name}", "/_component_template/{name}", "/_ilm/policy/{name}",
        "/_ingest/pipeline/{name}", "/_data_stream/{name}", "/_alias/{name}"}) {
    add("GET", pattern, Role::ingest, accepted);
    add("PUT", pattern, Role::ingest, accepted);
  }
}

}  // namespace

void add_elasticsearch_routes(Router& router, Services& services) {
  const auto add = [&](std::string methods, std::string pattern, Handler handler, std::string summary) {
    Route route;
    route.methods = std::move(methods);
    route.pattern = std::move(pattern);
    route.role = Role::ingest;
    route.work = Work::intake;
    route.most_body = services.event_body_bytes;
    route.problem = elastic_problem;
    route.handler = std::move(handler);
    route.summary = std::move(summary);
    router.add(std::move(route));
  };
  const Handler take_bulk = [&services](const Request& request) { return bulk(services, request); };
  const Handler take_document = [&services](const Request& request) { return document(services, request); };
  add("POST PUT", "/_bulk", take_bulk, "Elasticsearch's bulk API: add documents");
  add("POST PUT", "/{index}/_bulk", take_bulk, "Elasticsearch's bulk API: add documents of one index");
  add("POST PUT", "/{index}/{type}/_bulk", take_bulk, "");
  add("POST", "/{index}/_doc", take_document, "");
  add("POST PUT", "/{index}/_doc/{id}", take_document, "");
  add("POST PUT", "/{index}/_create/{id}", take_document, "");
  add_formalities(router, services);
  router.add_problem_form("/_", elastic_problem);
}

}  // namespace kelpie::server
