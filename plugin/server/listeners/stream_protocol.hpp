#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/server/listeners/syslog_events.hpp"

namespace kelpie::server {

/// What a protocol makes of the bytes of one connection. For one thread at a time.
class StreamProtocol {
 public:
  virtual ~StreamProtocol() = default;

  struct Taken {
    SyslogLines lines;
    std::string answers;  // that are due when these and all events before are durable
    std::uint64_t messages = 0, bytes = 0, cut = 0;
    bool last = false;    // nothing more is wanted: the connection ends when the answers are out
    std::string broken;   // not empty: what came is not the protocol, and the connection ends likewise
  };
  /// Takes messages from the front of `bytes`, until there is no whole one or `most_bytes` of lines are there. What is left is the beginning of the next call's bytes.
  virtual void take(std::string_view& bytes, std::size_t most_bytes, Taken& taken) = 0;
  /// The same for what is left when no more will come.
  virtual void finish(std::string_view bytes, Taken& taken) = 0;
  /// Whether a message has begun that is not complete, although take() left nothing.
  [[nodiscard]] virtual bool within_message() const = 0;
  /// What is sent when the server ends the connection.
  [[nodiscard]] virtual std::string_view farewell() const { return {}; }
};

}  // namespace kelpie::server
