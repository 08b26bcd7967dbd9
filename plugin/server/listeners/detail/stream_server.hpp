#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "plugin/server/listeners/detail/awaited.hpp"
#include "plugin/server/listeners/detail/lives.hpp"
#include "plugin/server/listeners/detail/sparing_tell.hpp"
#include "plugin/server/listeners/listener.hpp"
#include "plugin/server/listeners/stream_listeners.hpp"
#include "plugin/server/listeners/stream_protocols.hpp"

namespace kelpie::server::listening {

class StreamSession;

/// What connections of one listener count together.
struct StreamCounters {
  std::atomic<std::uint64_t> accepted{0}, turned_away{0}, messages{0}, bytes{0}, stored{0}, cut{0}, broken{0};
};

/// Accepts connections and has a session for each. Lives as long as one of them does. Thread-safe.
class StreamServer : public std::enable_shared_from_this<StreamServer> {
 public:
  using MakeProtocol = std::unique_ptr<StreamProtocol> (*)(StreamPeer);
  /// `kind`: "relp". Throws std::runtime_error when it cannot listen there.
  StreamServer(std::string kind, ListenerHost host, StreamListenerOptions options, MakeProtocol make_protocol);

  void begin();
  /// Accepts nothing more, and tells sessions to end when what they took is stored.
  void end();
  /// Closes all connections.
  void cut();

  [[nodiscard]] const std::string& kind() const { return kind_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] ListenerCounts counts() const;
  [[nodiscard]] const std::shared_ptr<Lives>& lives() const { return lives_; }

  // For sessions.
  ListenerHost host;
  const StreamListenerOptions options;
  StreamCounters counters;
  SparingTell tell;
  std::string collector;
  [[nodiscard]] std::unique_ptr<StreamProtocol> protocol_for(const std::string& peer) const;
  void gone(StreamSession& session);

 private:
  asio::awaitable<void> accept();
  void admit(asio::ip::tcp::socket socket);
  template <typename Do>
  void each_session(const Do& act);

  const std::string kind_;
  MakeProtocol make_protocol_;
  asio::any_io_executor strand_;
  asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  std::shared_ptr<Lives> lives_ = std::make_shared<Lives>();
  mutable std::mutex mutex_;
  std::list<std::weak_ptr<StreamSession>> sessions_;
  std::size_t open_ = 0;
  bool ended_ = false;
};

}  // namespace kelpie::server::listening
