#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace kelpie::server {

class IntakeService;
class Io;

/// What a listener works with. `io` and `intake` must outlive it, and the intake must still answer while it ends.
struct ListenerHost {
  Io& io;
  IntakeService& intake;
  /// What now() is, in ticks. Thread-safe.
  std::function<std::int64_t()> now;
  /// A line for whoever looks after the server. Thread-safe, short, throws nothing; a sender cannot make it be called
  /// often.
  std::function<void(const std::string&)> tell;
};

/// What a listener has seen since it began.
struct ListenerCounts {
  std::uint64_t open = 0;         // connections, or partitions of Kafka, at this moment
  std::uint64_t accepted = 0;     // connections
  std::uint64_t turned_away = 0;  // connections beyond the most there may be, and those whose TLS failed
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;    // of messages
  std::uint64_t stored = 0;   // messages that are durable
  std::uint64_t cut = 0;      // messages longer than allowed: their beginning was kept
  std::uint64_t dropped = 0;  // datagrams that the kernel had no room for
  std::uint64_t broken = 0;   // connections that ended because what came was not the protocol
};

/// A way in for events that is not HTTP. Its members are thread-safe.
class Listener {
 public:
  /// stop() without patience, where it was not called before.
  virtual ~Listener() = default;
  /// Takes nothing new; what was taken is stored and acknowledged until the deadline. Then all connections are closed.
  /// Returns when nothing of it runs any more. Not for a thread of the executor or of the intake.
  virtual void stop(std::chrono::steady_clock::time_point deadline) = 0;
  /// "relp 127.0.0.1:2514": for the log and as a label of metrics.
  [[nodiscard]] virtual std::string name() const = 0;
  /// The port that it listens on, also where 0 was asked for; 0 where it listens on none.
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  [[nodiscard]] virtual ListenerCounts counts() const = 0;
};

}  // namespace kelpie::server
