#pragma once

// What each part of the server is told by its configuration.

#include <cstdint>
#include <string>
#include <vector>

#include "plugin/instance/event_store.hpp"
#include "plugin/instance/host_services.hpp"
#include "plugin/server/access/token_gate.hpp"
#include "plugin/server/configuration/server_configuration.hpp"
#include "plugin/server/http/http_server.hpp"
#include "plugin/server/http/worker_pools.hpp"
#include "plugin/server/listeners/kafka_listener.hpp"
#include "plugin/server/query/query_runner.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "plugin/server/server.hpp"

namespace kelpie::server {

inline constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20;

/// Reads the issuer's keys where one is named. Throws std::invalid_argument when they cannot be used.
[[nodiscard]] TokenGate::Options gate_options(const ServerConfiguration& configuration, const plugin::HostServices& host);
[[nodiscard]] QueryBounds bounds_of(const QuerySetting& setting);
/// `descriptors`: that the process may have open.
[[nodiscard]] HttpLimits limits_of(const HttpSetting& setting, std::uint64_t descriptors);
[[nodiscard]] WorkerPools::Sizes pool_sizes(const ServerConfiguration& configuration);
[[nodiscard]] RuleServiceOptions rule_options(const ServerConfiguration& configuration);
[[nodiscard]] plugin::EventStore::Options store_options(const ServerConfiguration& configuration, const plugin::HostServices& host);
/// Reads the secret where one is named. Throws ServerError.
[[nodiscard]] KafkaListenerOptions kafka_options(const KafkaSetting& setting);
/// Others than who runs the server could write what it would run: throws ServerError.
void check_trust(const ServerConfiguration& configuration);

/// What is wrong with the files that the configuration names and the server reads when it begins: certificates, keys, secrets, schemas, functions,
/// watchlists; not the store and the rules. A sentence each. `log` is told what is worth a word beside that.
[[nodiscard]] std::vector<std::string> problems_of_files(const ServerConfiguration& configuration, const Server::Log& log);

}  // namespace kelpie::server
