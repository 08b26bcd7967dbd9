#pragma once

#include <algorithm>
#include <string>

#include "fuzz_bytes.hpp"
#include "fuzzed_server.hpp"
#include "plugin/output/json_object.hpp"
#include "plugin/server/http/content_coding.hpp"

namespace kelpie::fuzz {

/// A request as the reader of heads would hand it over, with a body that is not unpacked yet.
struct FuzzedRequest {
  server::Request head;
  std::string body;
  std::size_t piece = 0;  // bytes at a time
};

/// Of the letters that a reader of heads lets through in a target.
inline std::string as_target(std::string text) {
  for (char& letter : text) {
    if (static_cast<unsigned char>(letter) <= 0x20 || letter == 0x7f) letter = '_';
  }
  return text;
}
inline std::string as_field(std::string text) {
  for (char& letter : text) {
    if ((static_cast<unsigned char>(letter) < 0x20 && letter != '\t') || letter == 0x7f) letter = ' ';
  }
  return text;
}

inline std::string fuzzed_value(FuzzBytes& bytes) {
  static const std::string values[] = {"SigninLogs",
                                       "AuditLogs",
                                       "id-1",
                                       "1",
                                       "50",
                                       "query",
                                       "2026-03-02T08:00:00Z",
                                       "PT1H",
                                       "2026-03-02/2026-03-03",
                                       "Kelpie",
                                       "failures",
                                       "5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9a01",
                                       "true",
                                       "{\"a\":[1,null]}",
                                       "id",
                                       "createdDateTime desc",
                                       "status/errorCode eq 50126",
                                       "startswith(userPrincipalName,'user')",
                                       "high"};
  const std::uint8_t which = bytes.byte();
  return which % 2 == 0 ? bytes.text() : values[which / 2 % std::size(values)];
}

inline std::string fuzzed_target(FuzzBytes& bytes, const server::Router& router) {
  static const char* const arguments[] = {
      "query",      "timespan",   "workspaces", "csl",         "db",      "properties",  "channel", "index",
      "source",     "sourcetype", "host",       "time",        "$filter", "$orderby",    "$top",    "$skip",
      "$skiptoken", "$select",    "$count",     "$search",     "$expand", "limit",       "after",   "since",
      "status",     "severity",   "rule",       "api-version", "pretty",  "filter_path", "op_type", "ackID"};
  if (bytes.byte() % 8 == 0) return as_target(bytes.text());
  std::string target = router.routes()[(bytes.byte() * 256U + bytes.byte()) % router.routes().size()]->pattern;
  for (std::size_t open = target.find('{'); open != std::string::npos; open = target.find('{', open)) {
    std::string value = fuzzed_value(bytes);
    if (bytes.byte() % 2 == 0) value = server::percent_encoded(value);
    target.replace(open, target.find('}', open) + 1 - open, value);
    open += value.size();
  }
  for (int more = bytes.byte() % 4; more > 0; --more) {
    target += target.find('?') == std::string::npos ? '?' : '&';
    target += bytes.one_of(arguments);
    target += '=' + (bytes.byte() % 4 == 0 ? bytes.text() : server::percent_encoded(fuzzed_value(bytes)));
  }
  return as_target(std::move(target));
}

inline std::string fuzzed_body(FuzzBytes& bytes) {
  using plugin::JsonObject;
  switch (bytes.byte() % 10) {
    case 0:
      return {};
    case 1:
      return JsonObject().text("db", "Kelpie").text("csl", bytes.text()).done();
    case 2:
      return JsonObject().text("db", "Kelpie").text("csl", bytes.text()).raw("properties", bytes.text()).done();
    case 3:
      return JsonObject().text("query", bytes.text()).text("timespan", fuzzed_value(bytes)).done();
    case 4:
      return R"({"requests":[{"id":"1","method":"POST","path":"/query","workspace":"w","body":)" +
             JsonObject().text("query", bytes.text()).done() + "}]}";
    case 5:
      return R"({"time":"2026-03-02T08:02:00Z","category":"SignInLogs","properties":)" + bytes.text() + "}\n";
    case 6:
      return R"({"event":)" + bytes.text() + R"(,"time":)" + bytes.text() + "}";
    case 7:
      return "{\"create\":{\"_index\":\"SigninLogs\"}}\n" + bytes.text() + "\n" + bytes.text() + "\n";
    case 8:
      return bytes.text();
    default:
      return bytes.rest();
  }
}

inline FuzzedRequest fuzzed_request(FuzzBytes& bytes, const server::Router& router) {
  static const char* const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get"};
  static const char* const fields[] = {"Content-Type",
                                       "Accept",
                                       "Accept-Encoding",
                                       "If-Match",
                                       "Prefer",
                                       "Idempotency-Key",
                                       "x-ms-client-request-id",
                                       "Last-Event-ID",
                                       "X-Splunk-Request-Channel",
                                       "User-Agent",
                                       "Content-Encoding",
                                       "Host",
                                       "ConsistencyLevel",
                                       "Authorization"};
  FuzzedRequest made;
  const std::uint8_t how = bytes.byte();
  made.head.method = methods[how % 8];
  made.head.target = fuzzed_target(bytes, router);
  if (how / 8 % 16 != 0) made.head.headers.emplace_back("Host", "kelpie.test");
  if (how / 128 == 0)
    made.head.headers.emplace_back("Authorization", "Bearer " + (how / 8 % 16 == 1 ? ingest_token : all_roles_token));
  for (int more = bytes.byte() % 4; more > 0; --more) {
    const char* const field = bytes.one_of(fields);
    made.head.headers.emplace_back(field, as_field(fuzzed_value(bytes)));
  }
  made.body = fuzzed_body(bytes);
  made.piece = 1 + bytes.byte() * std::size_t{8};
  if (bytes.byte() % 8 == 0) {
    made.body = server::BodyEncoder().take(made.body, server::BodyEncoder::Until::end);
    made.head.headers.emplace_back("Content-Encoding", "gzip");
  }
  return made;
}

}  // namespace kelpie::fuzz
