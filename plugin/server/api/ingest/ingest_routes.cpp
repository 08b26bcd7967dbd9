// Our own way in, and Azure Monitor's Logs Ingestion (REST reference, "Logs Ingestion API in Azure Monitor").

#include "plugin/server/api/ingest/ingest_receiver.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/intake/table_names.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server {

namespace {

constexpr std::string_view ingest_parameters =
    R"("requestBody":{"required":true,"content":{"application/x-ndjson":{"schema":{"type":"string"}},"application/json":{"schema":{}},"text/csv":{"schema":{"type":"string"}}}},)"
    R"("responses":{"200":{"description":"All that could be read is durable","content":{"application/json":{"schema":{"type":"object","properties":{)"
    R"("received":{"type":"integer"},"stored":{"type":"integer"},"refused":{"type":"integer"},"repeated":{"type":"boolean"},)"
    R"("errors":{"type":"array","items":{"type":"object","properties":{"line":{"type":"integer"},"offset":{"type":"integer"},"reason":{"type":"string"}}}}}}}}},)"
    R"("400":{"description":"Not a form with events"},"422":{"description":"No record is an event"},"503":{"description":"Not stored; send it again after Retry-After seconds"}})";
constexpr std::string_view key_parameter =
    R"({"name":"Idempotency-Key","in":"header","schema":{"type":"string"},"description":"NAME/NUMBER: the sender's count of its requests. A number that is stored is not stored again"})";
constexpr std::string_view table_parameter =
    R"({"name":"table","in":"path","required":true,"schema":{"type":"string"},"description":"The table of events that do not say it themselves"})";

/// The table in the path. Throws RequestRefused.
std::string table_in(const Request& request, const tables::SchemaSet& schemas) {
  const std::string_view name = request.parameter("table");
  if (name.empty()) return {};
  if (const tables::TableSchema* schema = schemas.find_ignoring_case(name)) return schema->name;
  if (is_table_name(name)) return std::string(name);
  throw RequestRefused({400,
                        "InvalidTable",
                        "'" + std::string(name) +
                            "' can be no table's name: expected a letter, then letters, digits and '_', 128 at most",
                        {}});
}

bool is_csv(const Request& request) {
  const std::string_view type = request.header("Content-Type").value_or("");
  return type.starts_with("text/csv") || type.starts_with("application/csv");
}

void add_own(Router& router, Services& services) {
  const auto keys = std::make_shared<KeysUnderWay>();
  for (const bool named : {false, true}) {
    Route route;
    route.methods = "POST";
    route.pattern = named ? "/v1/ingest/{table}" : "/v1/ingest";
    route.role = Role::ingest;
    route.work = Work::intake;
    route.most_body = 0;
    route.summary = named ? "Send events of one table" : "Send events that say themselves which table they belong to";
    route.parameters = std::string("\"parameters\":[") + (named ? std::string(table_parameter) + "," : "") +
                       std::string(key_parameter) + "]," + std::string(ingest_parameters);
    route.stream = [&services, keys](const Request& request) -> std::unique_ptr<BodyReceiver> {
      IngestReceiver::Options options;
      options.table = table_in(request, services.intake.schemas());
      options.from = sender_of("ingest", request);
      options.is_csv = is_csv(request);
      if (const auto key = request.header("Idempotency-Key"))
        options.numbered = std::make_unique<NumberedRequest>(*key, request.caller.name, services.intake, keys);
      return std::make_unique<IngestReceiver>(services.intake, std::move(options));
    };
    router.add(std::move(route));
  }
}

Response take_stream(Services& services, const Request& request) {
  const std::string_view stream = request.parameter("stream");
  IngestReceiver::Options options;
  options.table = table_of_stream(stream, services.intake.schemas());
  if (options.table.empty())
    throw RequestRefused(
        {400,
         "InvalidStream",
         "stream '" + std::string(stream) +
             "' is no table here; expected 'Microsoft-TABLE' with a table that 'kelpie tables' lists, or 'Custom-NAME'",
         {}});
  if (request.body.find_first_not_of(" \t\r\n") == std::string::npos ||
      request.body[request.body.find_first_not_of(" \t\r\n")] != '[')
    throw RequestRefused({400, "InvalidPayload", "the body must be a JSON array of records", {}});
  options.from = sender_of("logs ingestion", request);
  IngestReceiver receiver(services.intake, std::move(options));
  receiver.take(request.body);
  const IntakeAnswer answer = receiver.finish_events();
  if (answer.rows == 0 && answer.refused > 0)
    throw RequestRefused({400,
                          "InvalidPayload",
                          "no record of the array can be stored: " +
                              (answer.problems.empty() ? std::string() : answer.problems.front().reason),
                          {}});
  return Response::empty(204);
}

void add_logs_ingestion(Router& router, Services& services) {
  Route route;
  route.methods = "POST";
  route.pattern = "/dataCollectionRules/{rule}/streams/{stream}";
  route.role = Role::ingest;
  route.work = Work::intake;
  route.most_body = services.event_body_bytes;
  route.any_case = true;
  route.summary = "Azure Monitor's Logs Ingestion: send records to a stream";
  route.parameters =
      R"("parameters":[{"name":"rule","in":"path","required":true,"schema":{"type":"string"}},{"name":"stream","in":"path","required":true,"schema":{"type":"string"}},)"
      R"({"name":"api-version","in":"query","schema":{"type":"string"}}],"requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"array","items":{"type":"object"}}}}},)"
      R"("responses":{"204":{"description":"All that could be read is durable"}})";
  route.handler = [&services](const Request& request) { return take_stream(services, request); };
  router.add(std::move(route));
}

}  // namespace

void add_ingest_routes(Router& router, Services& services) {
  add_own(router, services);
  add_logs_ingestion(router, services);
}

}  // namespace kelpie::server
