#pragma once

#include <optional>
#include <string>

#include "plugin/server/http/router.hpp"
#include "plugin/server/service/services.hpp"
#include "running_intake.hpp"

namespace kelpie::tests {

/// Ways in over a router, with the real intake behind them; the server's other services are not there.
struct Routed : RunningIntake {
  alignas(16) char nothing[16] = {};
  std::atomic<bool> gone{false};
  server::Router router;
  server::Services services{reinterpret_cast<server::QueryService&>(nothing), intake,
                            reinterpret_cast<server::RuleService&>(nothing),
                            reinterpret_cast<server::Metrics&>(nothing)};

  explicit Routed(void (*add)(server::Router&, server::Services&), std::uint64_t most_bytes = std::uint64_t{64} << 20)
      : RunningIntake(most_bytes) {
    add(router, services);
  }

  /// What a client would get. `path` may have a query; `pieces`: how the body comes to those who take it as it comes.
  server::Response ask(const std::string& method, const std::string& path, std::string body = {},
                       server::Headers headers = {}, std::size_t pieces = 1 << 30) {
    server::Request request;
    request.method = method;
    request.target = path;
    request.path = path.substr(0, path.find('?'));
    if (const auto query = path.find('?'); query != std::string::npos) {
      std::string rest = path.substr(query + 1);
      while (!rest.empty()) {
        const std::string one = rest.substr(0, rest.find('&'));
        rest.erase(0, std::min(rest.size(), one.size() + 1));
        request.query.emplace_back(one.substr(0, one.find('=')),
                                   one.find('=') == std::string::npos ? "" : one.substr(one.find('=') + 1));
      }
    }
    request.headers = std::move(headers);
    request.caller.name = "tester";
    request.gone = &gone;
    const server::Router::Found found = router.find(method, request.path);
    if (found.route == nullptr)
      return found.problem({found.allowed.empty() ? 404 : 405, "NotFound", "there is nothing", {}}, request);
    request.parameters = found.parameters;
    try {
      if (found.route->handler) {
        request.body = std::move(body);
        return found.route->handler(request);
      }
      const auto receiver = found.route->stream(request);
      for (std::size_t at = 0; at < body.size(); at += pieces)
        receiver->take(std::string_view(body).substr(at, pieces));
      return receiver->finish();
    } catch (const server::RequestRefused& refused) {
      return found.problem(refused.problem(), request);
    }
  }
};

}  // namespace kelpie::tests
