#pragma once

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include <unistd.h>

#include "plugin/instance/engine_parts.hpp"
#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/server/access/token_gate.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/http/http_server.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/intake/store_intake_service.hpp"
#include "plugin/server/metrics/metrics.hpp"
#include "plugin/server/query/query_runner.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "plugin/server/service/services.hpp"
#include "rules/runtime/clock.hpp"
#include "tables/text.hpp"

namespace kelpie::fuzz {

/// Tokens of the roles; none may be in an answer.
inline const std::string all_roles_token = "kelpie_every-role-of-a-fuzzed-server-0123456789";
inline const std::string ingest_token = "kelpie_only-ingest-of-a-fuzzed-server-9876543210";

/// A folder in memory, gone at the end.
class FuzzFolder {
 public:
  FuzzFolder() {
    const std::filesystem::path memory = "/dev/shm";
    const auto above = std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    std::string name = (above / "kelpie-http-fuzz-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~FuzzFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  FuzzFolder(const FuzzFolder&) = delete;
  FuzzFolder& operator=(const FuzzFolder&) = delete;
  [[nodiscard]] std::string path() const { return path_; }

 private:
  std::string path_;
};

/// Everything of a server: a small store with an alert and an incident, tight bounds on queries, all routes, and a port
/// on this machine.
class FuzzedServer {
 public:
  FuzzedServer() {
    std::filesystem::create_directories(folder_.path() + "/rules");
    std::filesystem::copy_file(std::string(KELPIE_SOURCE_DIR) + "/tests/concurrency/rules/failures.yaml",
                               folder_.path() + "/rules/failures.yaml");
    rules_ = std::make_unique<server::RuleService>(
        store_, [this](const tables::Catalog& catalog) { return parts_.engine(catalog); }, metrics_, rule_options(),
        [](kelpie_log_level, std::string_view) {});
    services_ = std::make_unique<server::Services>(
        server::Services{queries_, intake_, *rules_, metrics_, {}, "Kelpie", [this] { return clock_.now(); }});
    services_->event_body_bytes = std::size_t{1} << 20;
    server::add_ingest_routes(router, *services_);
    server::add_splunk_routes(router, *services_);
    server::add_elasticsearch_routes(router, *services_);
    server::add_kusto_routes(router, *services_);
    server::add_log_analytics_routes(router, *services_);
    server::add_graph_routes(router, *services_);
    server::add_rule_routes(router, *services_);
    server::add_operation_routes(router, *services_);
    rules_->start();
    raise_alert();
    http_ =
        std::make_unique<server::HttpServer>(io_, router, gate, pools_, limits(), [](const server::Exchange& exchange) {
          if (exchange.status == 500) std::abort();
        });
    port = http_->listen("127.0.0.1", 0);
  }
  ~FuzzedServer() {
    http_->stop(std::chrono::steady_clock::now());
    queries_.stop();
    static_cast<void>(rules_->stop(std::chrono::steady_clock::now()));
  }
  FuzzedServer(const FuzzedServer&) = delete;
  FuzzedServer& operator=(const FuzzedServer&) = delete;

  server::Router router;
  server::TokenGate gate{gate_options()};
  std::uint16_t port = 0;
  std::string alert, incident;  // ids

 private:
  static server::TokenGate::Options gate_options() {
    server::TokenGate::Options options;
    options.tokens.push_back({"all", server::sha256_of(all_roles_token), server::Role::admin, {}});
    options.tokens.push_back({"shipper", server::sha256_of(ingest_token), server::Role::ingest, {}});
    return options;
  }
  static server::HttpLimits limits() {
    using namespace std::chrono_literals;
    server::HttpLimits limits;
    limits.header_bytes = 8192;
    limits.header_time = limits.idle_time = limits.body_grace = 2s;
    return limits;
  }
  static server::QueryBounds bounds() {
    server::QueryBounds bounds;
    bounds.time = std::chrono::milliseconds(200);
    bounds.memory_bytes = std::uint64_t{64} << 20;
    bounds.result_rows = bounds.most_result_rows = 10'000;
    bounds.result_bytes = bounds.most_result_bytes = std::uint64_t{4} << 20;
    return bounds;
  }
  [[nodiscard]] plugin::InstanceConfiguration configuration() const {
    plugin::InstanceConfiguration configuration;
    configuration.store = folder_.path() + "/store";
    return configuration;
  }
  [[nodiscard]] plugin::EventStore::Options store_options() {
    plugin::EventStore::Options options;
    options.folder = folder_.path() + "/store";
    options.holder = "a fuzz target";
    options.event_bytes = std::size_t{1} << 20;
    options.now = [this] { return clock_.now(); };
    return options;
  }
  [[nodiscard]] server::RuleServiceOptions rule_options() {
    server::RuleServiceOptions options;
    options.rules = {folder_.path() + "/rules"};
    options.state = folder_.path() + "/state";
    options.delay = 0;
    options.trust_others = true;
    options.start = morning;
    options.clock = &clock_;
    return options;
  }
  void raise_alert() {
    server::IntakeBatch batch;
    for (int i = 0; i < 50; ++i) {
      const std::string number = std::to_string(i);
      batch.events +=
          R"({"time":"2026-03-02T08:01:00Z","category":"SignInLogs","resultType":")" +
          std::string(i % 5 == 0 ? "50126" : "0") + R"(","properties":{"id":"id-)" + number +
          R"(","createdDateTime":"2026-03-02T08:01:00Z","userPrincipalName":"user)" + number +
          R"(@contoso.example","ipAddress":"192.0.2.1","deviceDetail":{"operatingSystem":"Windows","trustType":null},"riskEventTypes_v2":["a","b"]}})" +
          "\n";
    }
    batch.from = "a fuzz target";
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    if (intake_.put(std::move(batch), patience).rows != 50) std::abort();
    clock_.set(morning + 6 * tables::ticks_per_minute);
    rules_->wake();
    while (rules_->newest_alert() < 1) {
      if (std::chrono::steady_clock::now() > patience) std::abort();
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  static inline const std::int64_t morning = tables::parse_datetime("2026-03-02T08:00:00Z").value();
  FuzzFolder folder_;
  rules::ManualClock clock_{morning};
  plugin::HostServices host_{kelpie_host{}};
  plugin::EngineParts parts_{configuration(), host_};
  plugin::EventStore store_{store_options(), parts_.schemas()};
  server::StoreIntakeService intake_{store_, host_, {std::uint64_t{64} << 20, 0, {}}};
  server::QueryRunner queries_{{bounds(), bounds(), 1, [this] { return clock_.now(); }, {}}, parts_, store_};
  server::Metrics metrics_;
  std::unique_ptr<server::RuleService> rules_;
  std::unique_ptr<server::Services> services_;
  server::WorkerPools pools_{{2, 4, 2, 64}};
  server::Io io_{1};
  std::unique_ptr<server::HttpServer> http_;
};

}  // namespace kelpie::fuzz
