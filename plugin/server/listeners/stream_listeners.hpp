#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "plugin/server/listeners/listener.hpp"
#include "plugin/server/net/io.hpp"

namespace kelpie::server {

/// Of a listener for connections.
struct StreamListenerOptions {
  std::string address = "127.0.0.1";                 // IPv4 or IPv6
  std::uint16_t port = 0;                            // 0: any free one
  CurrentTls tls;                                    // TLS from the first byte on; nullptr: none
  std::string table;                                 // of events that do not say it; may be empty
  std::size_t message_bytes = std::size_t{1} << 20;  // of a longer message the beginning is kept
  std::size_t connections = 1000;                    // at most; more are closed at once
  std::size_t window_bytes = std::size_t{8} << 20;  // taken of one connection and not durable yet; then nothing is read
  /// A connection of which nothing comes is closed; 0: never. Over plain syslog a sender may not notice, and lose what
  /// it sends next.
  std::chrono::seconds idle{0};
  /// A connection that stands within a message, or shakes hands, for longer is closed.
  std::chrono::seconds stalled{60};
};

/// The RELP of rsyslog's omrelp: a message is answered when it is durable. What is not read is the backpressure.
/// Messages are read as over syslog. Throws std::runtime_error when it cannot listen there.
[[nodiscard]] std::unique_ptr<Listener> make_relp_listener(const ListenerHost& host, StreamListenerOptions options);
/// Syslog over TCP and TLS: RFC 5424 and RFC 3164 in octet-counted or LF-terminated frames. Throws as
/// make_relp_listener().
[[nodiscard]] std::unique_ptr<Listener> make_syslog_listener(const ListenerHost& host, StreamListenerOptions options);

/// Of a listener for datagrams.
struct DatagramListenerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string table;
  /// What waits in the kernel; what comes when it is full is dropped and counted. The kernel gives at most
  /// net.core.rmem_max, unless the process may do more (CAP_NET_ADMIN).
  std::size_t receive_bytes = std::size_t{8} << 20;
  std::size_t window_bytes = std::size_t{8} << 20;  // taken and not durable yet; then nothing is read
};
/// Syslog over UDP (RFC 5426), a message a datagram. Throws std::runtime_error when it cannot listen there.
[[nodiscard]] std::unique_ptr<Listener> make_syslog_listener(const ListenerHost& host, DatagramListenerOptions options);

}  // namespace kelpie::server
