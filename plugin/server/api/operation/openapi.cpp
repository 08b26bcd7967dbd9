#include "plugin/server/api/operation/openapi.hpp"

#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "plugin/output/json_object.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::server {

namespace {

using plugin::JsonObject;
using tables::DynamicView;

constexpr const char* version = KELPIE_VERSION_TEXT;
constexpr std::string_view methods_with_operations[] = {"GET",     "PUT",  "POST",  "DELETE",
                                                        "OPTIONS", "HEAD", "PATCH", "TRACE"};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto blank = text.find(' ');
    if (blank != 0) words.emplace_back(text.substr(0, blank));
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  return words;
}

/// The names in a path.
std::vector<std::string> names_in(std::string_view path) {
  std::vector<std::string> names;
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    names.emplace_back(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  return names;
}

std::string path_of(std::string pattern) {
  const auto star = pattern.find("*}");
  if (star != std::string::npos) pattern.erase(star, 1);
  return pattern;
}

/// The path with its names left out: paths that differ in names only are one to OpenAPI.
std::string shape_of(std::string_view path) {
  std::string shape;
  bool name = false;
  for (const char c : path) {
    if (c == '}') name = false;
    if (!name) shape += c;
    if (c == '{') name = true;
  }
  return shape;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

/// "get_v1_rules_id": one for each method and path.
std::string operation_id(const std::string& method, std::string_view path) {
  std::string id = lower(method);
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter)
      id += c;
    else if (id.back() != '_')
      id += '_';
  }
  while (id.back() == '_') id.pop_back();
  return id;
}

std::string group_of(std::string_view path) {
  if (path.starts_with("/v1/ingest") || path.starts_with("/dataCollectionRules")) return "Ingestion";
  if (path.starts_with("/v1/rules") || path.starts_with("/v1/alerts") || path.starts_with("/v1/incidents"))
    return "Rules and alerts";
  if (path.starts_with("/services/collector")) return "Splunk HTTP Event Collector";
  if (path.starts_with("/v1/rest") || path.starts_with("/v2/rest")) return "Kusto";
  if (path.starts_with("/v1/workspaces")) return "Log Analytics";
  if (path.starts_with("/v1.0") || path.starts_with("/beta")) return "Microsoft Graph";
  if (path == "/healthz" || path == "/readyz" || path == "/metrics" || path == "/openapi.json") return "Operation";
  return "Other";
}

/// How a problem of the route looks, by its own writer.
std::string problem_answer(const Route& route) {
  const Request request;
  const Response sample = route.problem({400, "Code", "What was found, what was expected, what to do.", {}}, request);
  const std::string_view type = find_header(sample.headers, "Content-Type").value_or("application/json");
  JsonObject media;
  if (tables::parse_json(sample.body)) media.raw("example", sample.body);
  const std::string content = JsonObject().raw(type.substr(0, type.find(';')), media.done()).done();
  return JsonObject()
      .text("description", "A problem: what was found, what was expected, what to do")
      .raw("content", content)
      .done();
}

std::string security_of(const Route& route) {
  if (!route.role) return "[]";
  // For schemes that are no OAuth, the list holds the roles that are needed (OpenAPI 3.1, "Security Requirement
  // Object").
  const std::string roles = "[\"" + std::string(name_of(*route.role)) + "\"]";
  return R"([{"bearer":)" + roles + R"(},{"basic":)" + roles + R"(},{"certificate":)" + roles + "}]";
}

/// The route's own parameters behind those of its path.
std::string parameters_of(std::string_view path, DynamicView own) {
  std::string list = "[";
  const auto add = [&](const std::string& json) { list += (list.size() > 1 ? "," : "") + json; };
  std::set<std::string> described;
  const DynamicView parameters = own.find("parameters");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const DynamicView one = parameters.element(i);
    if (!one.find("in").is_null() && one.find("in").as_string() == "path")
      described.emplace(one.find("name").as_string());
  }
  for (const std::string& name : names_in(path)) {
    if (described.contains(name)) continue;
    add(JsonObject()
            .text("name", name)
            .text("in", "path")
            .boolean("required", true)
            .raw("schema", R"({"type":"string"})")
            .done());
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) add(tables::to_json(parameters.element(i)));
  return list + "]";
}

std::string operation_of(const Route& route, const std::string& method, const std::string& path) {
  const auto own = tables::parse_json("{" + route.parameters + "}");
  if (!own) throw std::logic_error("the OpenAPI members of a route are no JSON: " + route.pattern);
  const DynamicView members(*own);
  JsonObject operation;
  operation.text("operationId", operation_id(method, path))
      .text("summary", route.summary)
      .texts("tags", std::vector<std::string>{group_of(path)});
  const std::string parameters = parameters_of(path, members);
  if (parameters != "[]") operation.raw("parameters", parameters);
  JsonObject answers;
  const DynamicView responses = members.find("responses");
  for (std::size_t i = 0; i < responses.size(); ++i) answers.raw(responses.key(i), tables::to_json(responses.value(i)));
  if (responses.size() == 0) answers.raw("200", R"({"description":"The answer"})");
  if (responses.find("default").is_null()) answers.raw("default", problem_answer(route));
  operation.raw("responses", answers.done()).raw("security", security_of(route));
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string_view key = members.key(i);
    const bool body_of_none = key == "requestBody" && (method == "GET" || method == "HEAD" || method == "DELETE");
    if (key != "parameters" && key != "responses" && !body_of_none)
      operation.raw(key, tables::to_json(members.value(i)));
  }
  return operation.done();
}

}  // namespace

std::string openapi_document(const Router& router) {
  // By path; paths that differ in the names within them only are one, under the first one's names.
  std::map<std::string, std::string> shapes;
  std::map<std::string, std::map<std::string, std::string>> paths;
  for (const auto& route : router.routes()) {
    if (route->summary.empty()) continue;
    const std::string own = path_of(route->pattern);
    const std::string& path = shapes.try_emplace(shape_of(own), own).first->second;
    for (const std::string_view method : methods_with_operations) {
      for (const std::string& one : words_of(route->methods)) {
        if (one == method) paths[path].emplace(lower(one), operation_of(*route, one, path));
      }
    }
  }
  JsonObject all;
  for (const auto& [path, operations] : paths) {
    JsonObject item;
    for (const auto& [method, operation] : operations) item.raw(method, operation);
    all.raw(path, item.done());
  }
  const std::string info =
      JsonObject()
          .text("title", "Kelpie")
          .text("version", version)
          .text("summary", "Microsoft Entra ID logs: send them, ask KQL of them, run Sentinel's rules over them")
          .text("description",
                "Ways in for events, the query interfaces of Kusto, Log Analytics and Microsoft Graph, and rules with "
                "their alerts and incidents. In `security`, each operation names the role that it needs.")
          .raw("license", R"({"name":"Apache License 2.0","identifier":"Apache-2.0"})")
          .done();
  const std::string schemes =
      R"({"bearer":{"type":"http","scheme":"bearer","description":"A token of the configuration, or a JSON Web Token"},)"
      R"("basic":{"type":"http","scheme":"basic","description":"Any name, and a token as the password"},)"
      R"("certificate":{"type":"mutualTLS","description":"A client's certificate, where the server asks for one"}})";
  return JsonObject()
      .text("openapi", "3.1.0")
      .raw("info", info)
      .raw("servers", R"([{"url":"/"}])")
      .raw("paths", all.done())
      .raw("components", JsonObject().raw("securitySchemes", schemes).done())
      .done();
}

}  // namespace kelpie::server
