#include "plugin/server/http/http_server.hpp"

#include <mutex>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/socket.h>

#include "plugin/server/http/connection.hpp"

namespace kelpie::server {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds between_looks{200};
/// Out of descriptors, or the client was gone before we came.
constexpr std::chrono::milliseconds after_failure{50};
/// What handlers get to end in when their clients are given up.
constexpr std::chrono::seconds last_patience{2};

asio::awaitable<void> look_again(std::shared_ptr<Connections> connections) {
  asio::steady_timer timer(connections->context);
  while (!connections->stopping || connections->count() > 0) {
    ErrorCode ignored;
    timer.expires_after(between_looks);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    connections->hang_ups.look();
  }
}

/// One more than there may be: it is told so and closed.
void turn_away(int socket, bool plain) {
  constexpr std::string_view text = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  if (plain) static_cast<void>(::send(socket, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  ::close(socket);
}

asio::awaitable<void> accept(std::shared_ptr<Connections> connections, std::shared_ptr<Tcp::acceptor> acceptor, CurrentTls tls) {
  while (!connections->stopping) {
    ErrorCode error;
    Tcp::socket socket(connections->context);
    co_await acceptor->async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    if (error) {
      asio::steady_timer pause(connections->context, after_failure);
      co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    socket.set_option(Tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    const int taken = socket.release(error);
    if (error) continue;
    if (connections->count() >= connections->limits.connections)
      turn_away(taken, tls == nullptr);
    else
      begin_connection(connections, taken, peer.address().is_v6(), tls == nullptr ? nullptr : tls());
  }
}

}  // namespace

class HttpServer::Inside {
 public:
  std::shared_ptr<Connections> connections;
  std::mutex mutex;  // over what follows
  std::vector<std::shared_ptr<Tcp::acceptor>> acceptors;
};

HttpServer::HttpServer(Io& io, const Router& router, Gate& gate, WorkerPools& pools, HttpLimits limits, std::function<void(const Exchange&)> observe)
    : inside_(std::make_shared<Inside>()) {
  inside_->connections = std::make_shared<Connections>(io.context(), router, gate, pools, limits, std::move(observe));
  asio::co_spawn(io.context(), look_again(inside_->connections), asio::detached);
}

HttpServer::~HttpServer() { stop(Clock::now()); }

std::uint16_t HttpServer::listen(const std::string& address, std::uint16_t port, CurrentTls tls) {
  asio::io_context& context = inside_->connections->context;
  ErrorCode error;
  const auto parsed = asio::ip::make_address(address, error);
  if (error) throw std::system_error(static_cast<std::error_code>(error), "'" + address + "' is no address in digits");
  auto acceptor = std::make_shared<Tcp::acceptor>(asio::make_strand(context));
  const Tcp::endpoint endpoint(parsed, port);
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(Tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(4096, error);
  if (error) throw std::system_error(static_cast<std::error_code>(error), "cannot listen on " + address + " port " + std::to_string(port));
  const std::uint16_t bound = acceptor->local_endpoint().port();
  {
    const std::lock_guard lock(inside_->mutex);
    inside_->acceptors.push_back(acceptor);
  }
  asio::co_spawn(acceptor->get_executor(), accept(inside_->connections, acceptor, std::move(tls)), asio::detached);
  return bound;
}

void HttpServer::stop(Clock::time_point deadline) {
  Connections& connections = *inside_->connections;
  connections.stopping = true;
  {
    const std::lock_guard lock(inside_->mutex);
    for (const auto& one : inside_->acceptors) {
      asio::post(one->get_executor(), [one] {
        ErrorCode ignored;
        one->close(ignored);
      });
    }
    inside_->acceptors.clear();
  }
  connections.close_all(false);
  if (connections.wait_until_none(deadline)) return;
  connections.hang_ups.give_up();
  bool none = connections.wait_until_none(Clock::now() + last_patience);
  while (!none) {
    connections.close_all(true);
    none = connections.wait_until_none(Clock::now() + std::chrono::milliseconds(100));
  }
}

std::size_t HttpServer::connections() const { return inside_->connections->count(); }

}  // namespace kelpie::server
