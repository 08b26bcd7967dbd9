#include "plugin/server/listeners/detail/stream_server.hpp"

#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include "plugin/server/listeners/detail/machine_name.hpp"
#include "plugin/server/listeners/detail/stream_session.hpp"

namespace kelpie::server::listening {

namespace {

constexpr std::chrono::milliseconds pause_after_error{100};

}  // namespace

StreamServer::StreamServer(std::string kind, ListenerHost served, StreamListenerOptions wished,
                           MakeProtocol make_protocol)
    : host(std::move(served)),
      options(std::move(wished)),
      tell(host.tell),
      collector(machine_name()),
      kind_(std::move(kind)),
      make_protocol_(make_protocol),
      strand_(asio::make_strand(host.io.context())),
      acceptor_(strand_) {
  Error error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error(kind_ + ": '" + options.address + "' is no IP address to listen on");
  const Tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    throw std::runtime_error(kind_ + ": cannot listen on " + options.address + " port " + std::to_string(options.port) +
                             ": " + error.message());
  port_ = acceptor_.local_endpoint().port();
}

void StreamServer::begin() {
  asio::co_spawn(
      strand_,
      [life = Lives::One(lives_), self = shared_from_this()]() -> asio::awaitable<void> { co_await self->accept(); },
      asio::detached);
}

asio::awaitable<void> StreamServer::accept() {
  while (acceptor_.is_open()) {
    auto [error, socket] =
        co_await acceptor_.async_accept(asio::any_io_executor(asio::make_strand(host.io.context())), awaited);
    if (!error) {
      admit(std::move(socket));
    } else if (acceptor_.is_open()) {
      tell(kind_ + ": a connection cannot be accepted: " + error.message());
      co_await pause(strand_, pause_after_error);
    }
  }
}

void StreamServer::admit(Tcp::socket socket) {
  std::shared_ptr<StreamSession> session;
  {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    if (open_ >= options.connections) {
      ++counters.turned_away;
    } else {
      session = std::make_shared<StreamSession>(shared_from_this(), std::move(socket), options.tls ? options.tls() : nullptr);
      sessions_.push_back(session);
      ++open_;
      ++counters.accepted;
    }
  }
  if (session == nullptr)
    return tell(kind_ + ": a connection was turned away: there are " + std::to_string(options.connections) +
                " already, as many as may be (connections)");
  session->begin();
}

std::unique_ptr<StreamProtocol> StreamServer::protocol_for(const std::string& peer) const {
  return make_protocol_({peer, collector, host.now, options.message_bytes});
}

void StreamServer::gone(StreamSession& session) {
  const std::lock_guard lock(mutex_);
  sessions_.remove_if([&](const std::weak_ptr<StreamSession>& one) {
    const auto there = one.lock();
    return there == nullptr || there.get() == &session;
  });
  --open_;
}

template <typename Do>
void StreamServer::each_session(const Do& act) {
  std::list<std::weak_ptr<StreamSession>> sessions;
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    sessions = sessions_;
  }
  for (const auto& one : sessions) {
    if (const auto session = one.lock()) act(*session);
  }
}

void StreamServer::end() {
  asio::post(strand_, [life = Lives::One(lives_), self = shared_from_this()] {
    Error ignored;
    self->acceptor_.close(ignored);
  });
  each_session([](StreamSession& session) { session.end(); });
}

void StreamServer::cut() {
  each_session([](StreamSession& session) { session.cut(); });
}

ListenerCounts StreamServer::counts() const {
  ListenerCounts counts;
  {
    const std::lock_guard lock(mutex_);
    counts.open = open_;
  }
  counts.accepted = counters.accepted;
  counts.turned_away = counters.turned_away;
  counts.messages = counters.messages;
  counts.bytes = counters.bytes;
  counts.stored = counters.stored;
  counts.cut = counters.cut;
  counts.broken = counters.broken;
  return counts;
}

}  // namespace kelpie::server::listening
