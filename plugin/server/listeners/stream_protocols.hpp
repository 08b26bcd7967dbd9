#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "plugin/server/listeners/stream_protocol.hpp"

namespace kelpie::server {

/// What a protocol needs to know about its connection.
struct StreamPeer {
  std::string address;    // of the sender
  std::string collector;  // the name of this machine
  std::function<std::int64_t()> now;
  std::size_t message_bytes = std::size_t{1} << 20;  // of a longer message the beginning is kept
};

/// RELP, whose every message is answered when it is durable, and never with a refusal: rsyslog forgets a message that
/// is answered with 500.
[[nodiscard]] std::unique_ptr<StreamProtocol> make_relp_protocol(StreamPeer peer);
/// Syslog over a stream (RFC 6587, RFC 5425): nothing is answered.
[[nodiscard]] std::unique_ptr<StreamProtocol> make_syslog_protocol(StreamPeer peer);

}  // namespace kelpie::server
