#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "../../../tables/store/store_folder.hpp"
#include "plugin/instance/configuration.hpp"
#include "plugin/instance/engine_parts.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/intake/store_intake_service.hpp"
#include "plugin/server/metrics/metrics.hpp"
#include "plugin/server/query/query_runner.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "plugin/server/service/services.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::tests {

inline const std::int64_t morning = tables::parse_datetime("2026-03-02T08:00:00Z").value();
inline constexpr std::int64_t minutes = tables::ticks_per_minute;

/// An answer, and what its body says.
struct Answer {
  server::Response response;
  std::string parsed;

  [[nodiscard]] tables::DynamicView json() const { return tables::DynamicView(parsed); }
  [[nodiscard]] std::string text(std::string_view key) const {
    const auto found = json().find(key);
    return found.kind() == tables::DynamicKind::string ? std::string(found.as_string()) : tables::to_json(found);
  }
  [[nodiscard]] tables::DynamicView value() const { return json().find("value"); }
  [[nodiscard]] std::string error() const {
    const auto code = json().find("error").find("code");
    return code.is_null() ? std::string() : std::string(code.as_string());
  }
};

/// A server but for its sockets: a store, an intake, rules with a clock that a test sets, and the routes.
class RuleWorld {
 public:
  explicit RuleWorld(std::function<void(server::RuleServiceOptions&)> adjust = {}) {
    std::filesystem::create_directories(rule_folder());
    use_rule("failures.yaml", "tests/concurrency/rules/failures.yaml");
    server::RuleServiceOptions options;
    options.rules = {rule_folder()};
    options.state = folder.store() + ".state";
    options.delay = 0;
    options.trust_others = true;
    options.start = morning;
    options.clock = &clock;
    if (adjust) adjust(options);
    rules = std::make_unique<server::RuleService>(
        store, [this](const tables::Catalog& catalog) { return parts.engine(catalog); }, metrics, options,
        [this](kelpie_log_level, std::string_view message) {
          const std::lock_guard lock(log_mutex);
          log += std::string(message) + "\n";
        });
    services = std::make_unique<server::Services>(
        server::Services{queries, intake, *rules, metrics, {}, "Kelpie", [this] { return clock.now(); }});
    server::add_rule_routes(router, *services);
    server::add_operation_routes(router, *services);
  }
  ~RuleWorld() { (void)rules->stop(std::chrono::steady_clock::now()); }

  [[nodiscard]] std::string rule_folder() const { return folder.store() + ".rules"; }
  void use_rule(const std::string& name, const std::string& of_the_project) {
    std::filesystem::copy_file(std::string(KELPIE_SOURCE_DIR) + "/" + of_the_project, rule_folder() + "/" + name,
                               std::filesystem::copy_options::overwrite_existing);
  }
  void write_rule(const std::string& name, const std::string& text) {
    std::ofstream(rule_folder() + "/" + name) << text;
  }

  /// A failed sign-in of each address, at this time.
  void fail_sign_ins(std::int64_t time, const std::vector<std::string>& addresses) {
    server::IntakeBatch batch;
    for (const std::string& address : addresses) {
      batch.events += R"({"category":"SignInLogs","time":")" + tables::datetime_text(time) +
                      R"(","callerIpAddress":")" + address + R"(","resultType":"50126","properties":{"id":"id-)" +
                      std::to_string(++number_) + R"(","ipAddress":")" + address + "\"}}\n";
    }
    batch.from = "a test";
    const auto stored = intake.put(std::move(batch), std::chrono::steady_clock::now() + std::chrono::seconds(10));
    BOOST_REQUIRE_EQUAL(stored.rows, addresses.size());
    rules->wake();
  }
  /// Sets the clock and waits until the rules have looked up to there.
  void run_until(std::int64_t time, const std::function<bool()>& done) {
    clock.set(time);
    rules->wake();
    for (int i = 0; i < 1000 && !done(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    BOOST_REQUIRE(done());
  }
  /// Alerts, each of one address, in incidents of their own.
  void raise(const std::vector<std::string>& addresses) {
    const std::int64_t before = rules->newest_alert();
    fail_sign_ins(next_window_ + minutes, addresses);
    next_window_ += 5 * minutes;
    run_until(next_window_ + 1, [&] { return rules->newest_alert() >= before + 1; });
  }

  [[nodiscard]] server::Request request(const std::string& method, const std::string& target) {
    server::Request request;
    request.method = method;
    request.target = target;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    request.scheme = "http";
    request.host = "kelpie.test";
    request.caller.name = "ann";
    std::string left = mark == std::string::npos ? "" : target.substr(mark + 1);
    while (!left.empty()) {
      const auto end = left.find('&');
      const std::string one = left.substr(0, end);
      left.erase(0, end == std::string::npos ? left.size() : end + 1);
      const auto equals = one.find('=');
      request.query.emplace_back(
          server::percent_decoded(one.substr(0, equals), true).value(),
          equals == std::string::npos ? "" : server::percent_decoded(one.substr(equals + 1), true).value());
    }
    return request;
  }
  [[nodiscard]] Answer ask(server::Request request) {
    const auto found = router.find(request.method, request.path);
    BOOST_REQUIRE_MESSAGE(found.route != nullptr, request.method + " " + request.path);
    request.parameters = found.parameters;
    request.rest = found.rest;
    Answer answer;
    try {
      answer.response = found.route->handler(request);
    } catch (const server::RequestRefused& refused) {
      answer.response = found.problem(refused.problem(), request);
    }
    answer.parsed = tables::parse_json(answer.response.body).value_or("");
    return answer;
  }
  [[nodiscard]] Answer get(const std::string& target) { return ask(request("GET", target)); }
  [[nodiscard]] Answer send(const std::string& method, const std::string& target, const std::string& body = {},
                            const std::string& if_match = {}, const std::string& caller = "ann") {
    server::Request made = request(method, target);
    made.body = body;
    made.caller.name = caller;
    if (!if_match.empty()) made.headers.emplace_back("If-Match", if_match);
    return ask(std::move(made));
  }

  StoreFolder folder;
  rules::ManualClock clock{morning};
  plugin::HostServices host{kelpie_host{}};
  plugin::EngineParts parts{configuration(), host};
  plugin::EventStore store{store_options(), parts.schemas()};
  server::StoreIntakeService intake{store, host, {std::uint64_t{64} << 20, 0, {}}};
  server::QueryRunner queries{{{}, {}, 1, [this] { return clock.now(); }, {}}, parts, store};
  server::Metrics metrics;
  std::mutex log_mutex;
  std::string log;
  std::unique_ptr<server::RuleService> rules;
  std::unique_ptr<server::Services> services;
  server::Router router;

 private:
  [[nodiscard]] plugin::InstanceConfiguration configuration() const {
    plugin::InstanceConfiguration configuration;
    configuration.store = folder.store();
    return configuration;
  }
  [[nodiscard]] plugin::EventStore::Options store_options() {
    plugin::EventStore::Options options;
    options.folder = folder.store();
    options.holder = "a test";
    options.event_bytes = std::size_t{1} << 20;
    options.now = [this] { return clock.now(); };
    return options;
  }
  int number_ = 0;
  std::int64_t next_window_ = morning;
};

}  // namespace kelpie::tests
