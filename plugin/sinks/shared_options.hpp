#pragma once

#include <string>
#include <vector>

#include "plugin/sinks/net/stream.hpp"
#include "plugin/sinks/sink_spec.hpp"
#include "rules/payloads/payload.hpp"

namespace kelpie::plugin {

/// The option payload=, or the one of that name. Throws SinkError.
[[nodiscard]] const rules::Payload& payload_option(const SinkOptions& options, const std::string& otherwise);

/// The options ca=, cert= and key=. Throws SinkError when a file is of no use.
[[nodiscard]] std::unique_ptr<net::TlsContext> tls_options(const SinkOptions& options);
[[nodiscard]] std::vector<std::string> tls_option_names();

/// HOST:PORT, an address of IPv6 in brackets.
[[nodiscard]] std::string host_text(const std::string& host, std::uint16_t port);

}  // namespace kelpie::plugin
