#include "plugin/server/api/kusto/request.hpp"

#include "plugin/server/api/kusto/problems.hpp"

namespace kelpie::server::kusto {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

std::string parsed(std::string_view json, std::string_view what) {
  auto bytes = tables::parse_json(json);
  if (!bytes) throw bad_request("The request's " + std::string(what) + " cannot be read as JSON.");
  return std::move(*bytes);
}

std::string text_under(DynamicView body, std::string_view key) {
  const DynamicView value = body.find(key);
  if (value.is_null()) return {};
  if (value.kind() != DynamicKind::string) throw bad_request("The request's '" + std::string(key) + "' is no text.");
  return std::string(value.as_string());
}

RequestOptions options_of(DynamicView properties) {
  if (properties.kind() != DynamicKind::string) return read_request_options(properties);
  if (properties.as_string().empty()) return {};
  const std::string inner = parsed(properties.as_string(), "'properties'");
  return read_request_options(DynamicView(inner));
}

}  // namespace

KustoRequest read_request(const Request& request) {
  KustoRequest read;
  if (request.method == "GET" || request.method == "HEAD") {
    read.database = request.argument("db").value_or("");
    read.text = request.argument("csl").value_or("");
    if (const auto properties = request.argument("properties"); properties && !properties->empty()) {
      const std::string inner = parsed(*properties, "'properties'");
      read.options = read_request_options(DynamicView(inner));
    }
  } else {
    const std::string bytes = parsed(request.body, "body");
    const DynamicView body(bytes);
    if (body.kind() != DynamicKind::bag)
      throw bad_request(R"(The request's body is no JSON object; expected {"db": "...", "csl": "..."}.)");
    read.database = text_under(body, "db");
    read.text = text_under(body, "csl");
    read.options = options_of(body.find("properties"));
  }
  if (read.text.find_first_not_of(" \t\r\n") == std::string::npos)
    throw bad_request("The request has no query: 'csl' is missing or empty.");
  return read;
}

}  // namespace kelpie::server::kusto
