#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "../intake/running_intake.hpp"
#include "plugin/instance/engine_parts.hpp"
#include "plugin/server/api/graph/graph_api.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/query/query_runner.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::tests {

/// A JSON answer, to look into by path: "value[0].status.errorCode".
class Json {
 public:
  explicit Json(const std::string& text) : bytes_(tables::parse_json(text).value_or("")), text_(text) {}
  /// The value's text, JSON for containers, "null" where there is nothing.
  [[nodiscard]] std::string at(std::string_view path) const;
  [[nodiscard]] std::size_t size(std::string_view path) const { return find(path).size(); }
  [[nodiscard]] bool has(std::string_view path) const;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  [[nodiscard]] tables::DynamicView find(std::string_view path) const;
  std::string bytes_, text_;
};

/// Graph's API over a store in a folder of its own, asked without a network.
struct RunningGraph {
  static constexpr std::int64_t now_ticks = 639085248000000000;  // 2026-03-08T00:00:00Z

  RunningIntake intake;
  plugin::EngineParts parts{plugin::InstanceConfiguration{}, intake.host};
  server::QueryRunner queries{
      server::QueryRunner::Options{
          .bounds = {}, .admin_bounds = {}, .threads = 1, .now = [] { return now_ticks; }, .ended = {}},
      parts, intake.store};
  server::Router router;

  RunningGraph() {
    server::graph::add_routes(router, {queries, [] { return now_ticks; }});
  }

  struct Answer {
    int status = 0;
    std::string body;
    server::Headers headers;
    [[nodiscard]] Json json() const { return Json(body); }
    [[nodiscard]] std::string header(std::string_view name) const {
      return std::string(server::find_header(headers, name).value_or(""));
    }
  };
  /// `target`: as it stands in the request line, or a whole link.
  Answer ask(std::string_view method, std::string_view target, server::Headers headers = {});
  Answer get(std::string_view target, server::Headers headers = {}) { return ask("GET", target, std::move(headers)); }
  /// Texts of one member of all rows on all pages, joined by blanks.
  std::string column(std::string_view target, std::string_view member);
};

}  // namespace kelpie::tests
