#pragma once

#include <string>

#include "plugin/server/api/kusto/request_options.hpp"
#include "plugin/server/http/message.hpp"

namespace kelpie::server::kusto {

/// A query or a command as it was sent (Kusto reference: "Query/management HTTP request").
struct KustoRequest {
  std::string database;
  std::string text;
  RequestOptions options;
};

/// Of a POST's JSON {"db", "csl", "properties"}, or a GET's arguments of these names. `properties` may be an object or
/// a text that holds one, as SDKs send either. Throws RequestRefused.
[[nodiscard]] KustoRequest read_request(const Request& request);

}  // namespace kelpie::server::kusto
