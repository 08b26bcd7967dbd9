#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "plugin/sinks/sink_spec.hpp"
#include "rules/payloads/payload.hpp"

namespace kelpie::plugin {

/// Where and how a webhook is called.
struct WebhookOptions {
  bool tls = true;
  std::string host;
  std::uint16_t port = 443;
  std::string target;  // path and query; may be secret
  std::string name;    // without secrets
  const rules::Payload* payload = nullptr;
  std::size_t most_bytes = 1'000'000;  // of one alert
  std::size_t batch = 1;               // alerts in a request at most; 1: the alert itself, no list
  bool lines = false;                  // several alerts are lines instead of an array
  std::string secret;                  // empty: requests are not signed
  std::vector<std::pair<std::string, std::string>> headers;
  std::chrono::seconds timeout{10};  // for one request
};

/// Reads the options, and the files that they name. Throws SinkError.
[[nodiscard]] WebhookOptions webhook_options(const SinkSpec& spec, const SinkOptions& options);
[[nodiscard]] std::vector<std::string> webhook_option_names();

}  // namespace kelpie::plugin
