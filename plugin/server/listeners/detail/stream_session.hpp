#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "plugin/server/listeners/detail/connection.hpp"
#include "plugin/server/listeners/detail/intake_window.hpp"
#include "plugin/server/listeners/detail/stream_server.hpp"

namespace kelpie::server::listening {

/// One connection: reads, hands events over, and answers when they are durable. Each member but end() and cut() is for
/// its strand.
class StreamSession : public std::enable_shared_from_this<StreamSession> {
 public:
  StreamSession(std::shared_ptr<StreamServer> server, Tcp::socket socket,
                const std::shared_ptr<asio::ssl::context>& tls);

  void begin();
  /// Reads nothing more, and ends when what was taken is stored and answered. Thread-safe.
  void end();
  /// Thread-safe.
  void cut();

 private:
  using Clock = std::chrono::steady_clock;
  asio::awaitable<void> run();
  asio::awaitable<void> read_messages();
  /// False: the connection ends.
  asio::awaitable<bool> hand_over(StreamProtocol::Taken taken);
  asio::awaitable<bool> take_what_is_there();
  asio::awaitable<void> answer();
  asio::awaitable<void> watch();
  void make_room();
  void close();

  std::shared_ptr<StreamServer> server_;
  asio::any_io_executor strand_;
  Connection connection_;
  std::unique_ptr<StreamProtocol> protocol_;
  std::shared_ptr<IntakeWindow> window_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // of what was read and not taken
  std::string outgoing_;
  Change outgoing_changed_;
  asio::steady_timer watch_timer_;
  Clock::time_point last_read_ = Clock::now(), waiting_since_ = Clock::now();
  bool reading_ = false, shaken_ = false, ending_ = false, finished_ = false, closed_ = false, answering_ = false;
};

}  // namespace kelpie::server::listening
