#include "engine_queries.hpp"

#include <boost/test/unit_test.hpp>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/routes.hpp"
#include "tables/builder.hpp"
#include "tables/dynamic.hpp"
#include "tables/memory_table.hpp"
#include "tables/text.hpp"

namespace kelpie::server {

using tables::Type;
using tables::Value;

namespace {

std::int64_t ticks(std::string_view text) { return tables::parse_datetime(text).value(); }

/// SigninLogs with three rows, one of each of the last days of February 2026 at noon.
std::shared_ptr<const tables::Catalog> some_sign_ins() {
  tables::TableSchema schema;
  schema.name = "SigninLogs";
  schema.category = "SignInLogs";
  schema.description = "Interactive sign-ins.";
  schema.columns = {{"TimeGenerated", Type::datetime, "When.", "", false},
                    {"UserPrincipalName", Type::string, "Who.", "", false},
                    {"Attempts", Type::long_, "", "", false},
                    {"Location", Type::dynamic, "", "", false},
                    {"Inner", Type::long_, "", "", true}};
  const auto table = std::make_shared<tables::MemoryTable>(schema);
  std::vector<tables::ColumnBuilder> columns;
  for (const auto& column : schema.columns) columns.emplace_back(column.type);
  for (int day = 26; day <= 28; ++day) {
    columns[0].append(Value::datetime(ticks("2026-02-" + std::to_string(day) + "T12:00:00Z")));
    columns[1].append(Value::string("user" + std::to_string(day) + "@example.com"));
    columns[2].append(Value::long_(day == 28 ? 9'007'199'254'740'993 : day));
    columns[3].append(Value::dynamic(tables::parse_json(R"({"city":"Oslo \"S\""})").value()));
    columns[4].append(Value::long_(1));
  }
  std::vector<tables::Vector> vectors;
  for (auto& column : columns) vectors.push_back(column.finish());
  table->append(std::move(vectors));
  auto catalog = std::make_shared<tables::MemoryCatalog>();
  catalog->add(table);
  return catalog;
}

tables::DynamicView find(tables::DynamicView view, std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('.'), path.size());
    const std::string_view step = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (view.kind() == tables::DynamicKind::array) {
      const auto index = tables::parse_long(step);
      if (!index || static_cast<std::size_t>(*index) >= view.size()) return {};
      view = view.element(static_cast<std::size_t>(*index));
    } else {
      view = view.find(step);
    }
  }
  return view;
}

QueryRunner::Options options() {
  QueryRunner::Options options;
  options.now = [] { return ticks("2026-03-01T12:00:00Z"); };
  return options;
}

alignas(16) char nobody[64];

template <typename Service>
Service& unused() {
  return reinterpret_cast<Service&>(nobody);  // NOLINT: these APIs never ask it
}

}  // namespace

EngineQueries::EngineQueries() : events_(some_sign_ins()), runner_(options(), parts_, events_) {}

QueryAnswer EngineQueries::run(const Caller& asking, const QueryWish& wish, const std::atomic<bool>* gone) {
  last = wish;
  if (!busy) return runner_.run(asking, wish, gone);
  QueryAnswer answer;
  answer.outcome = QueryAnswer::Outcome::busy;
  return answer;
}

bool EngineQueries::cancel(const Caller&, std::string_view id) {
  cancelled.emplace_back(id);
  return id == "running";
}

std::string ClientAnswer::at(std::string_view path) const {
  const auto bytes = tables::parse_json(body);
  BOOST_REQUIRE_MESSAGE(bytes, "no JSON: " + body);
  const tables::DynamicView value = find(tables::DynamicView(*bytes), path);
  return value.bytes().empty() ? "nothing" : tables::to_json(value);
}

std::size_t ClientAnswer::size_at(std::string_view path) const {
  const auto bytes = tables::parse_json(body);
  BOOST_REQUIRE_MESSAGE(bytes, "no JSON: " + body);
  return find(tables::DynamicView(*bytes), path).size();
}

AskingApis::AskingApis()
    : services{queries,
               unused<IntakeService>(),
               unused<RuleService>(),
               unused<Metrics>(),
               "b438b4f6-912a-46d5-9cb1-b44069212abc",
               "Kelpie",
               [] { return ticks("2026-03-01T12:00:00Z"); }} {
  add_kusto_routes(router, services);
  add_log_analytics_routes(router, services);
}

ClientAnswer AskingApis::send(std::string method, std::string target, std::string body, Headers headers) {
  Request request;
  request.method = std::move(method);
  request.target = target;
  const auto mark = target.find('?');
  request.path = target.substr(0, mark);
  std::string_view rest = mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = pair.find('=');
    request.query.emplace_back(percent_decoded(pair.substr(0, equals), true).value(),
                               percent_decoded(pair.substr(equals + 1), true).value());
  }
  request.headers = std::move(headers);
  request.body = std::move(body);
  request.caller = caller;
  request.id = "request-1";
  request.gone = &gone_;
  const Router::Found found = router.find(request.method, request.path);
  Response response;
  if (found.route == nullptr) {
    response = found.problem({found.allowed.empty() ? 404 : 405, "NotFound", "nothing here", {}}, request);
  } else {
    request.parameters = found.parameters;
    request.rest = found.rest;
    try {
      response = found.route->handler(request);
    } catch (const RequestRefused& refused) {
      response = found.route->problem(refused.problem(), request);
    }
  }
  ClientAnswer answer{response.status, std::move(response.body), std::move(response.headers), 1};
  while (response.more) {
    const BodyPiece piece = response.more();
    answer.body += piece.bytes;
    ++answer.pieces;
    if (piece.state == BodyPiece::State::end) break;
  }
  return answer;
}

ClientAnswer AskingApis::kusto(std::string_view path, std::string_view text, std::string_view properties,
                               Headers headers) {
  return send("POST", std::string(path),
              plugin::JsonObject().text("db", "Kelpie").text("csl", text).raw("properties", properties).done(),
              std::move(headers));
}

}  // namespace kelpie::server
