#pragma once

#include <memory>

#include "plugin/sinks/sink_spec.hpp"
#include "rules/sink.hpp"

namespace kelpie::plugin {

/// Alerts as RFC 5424 messages, one datagram each (RFC 5426). Delivered: sent; nobody answers. Throws SinkError.
[[nodiscard]] std::unique_ptr<rules::AlertSink> make_syslog_udp_sink(const SinkSpec& spec);
/// The same over TCP (RFC 6587), in frames that count their bytes or end in LF. Delivered: the receiver's kernel has
/// confirmed every byte, and the connection was open afterwards. Throws SinkError.
[[nodiscard]] std::unique_ptr<rules::AlertSink> make_syslog_tcp_sink(const SinkSpec& spec);
/// The same over TLS (RFC 5425). Throws SinkError.
[[nodiscard]] std::unique_ptr<rules::AlertSink> make_syslog_tls_sink(const SinkSpec& spec);

}  // namespace kelpie::plugin
