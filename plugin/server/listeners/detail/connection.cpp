#include "plugin/server/listeners/detail/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>

namespace kelpie::server::listening {

namespace {

/// A peer that is gone without a word is noticed within two minutes.
void keep_alive(Tcp::socket& socket) {
  using Seconds = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
  using Pause = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPINTVL>;
  using Probes = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPCNT>;
  Error ignored;
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  socket.set_option(Seconds(60), ignored);
  socket.set_option(Pause(10), ignored);
  socket.set_option(Probes(6), ignored);
  socket.set_option(Tcp::no_delay(true), ignored);
}

std::string address_of(const Tcp::socket& socket) {
  Error error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return "unknown";
  auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  return address.to_string();
}

}  // namespace

Connection::Connection(Tcp::socket made, const std::shared_ptr<asio::ssl::context>& tls) : peer_(address_of(made)) {
  keep_alive(made);
  if (tls == nullptr) {
    plain_ = std::make_unique<Tcp::socket>(std::move(made));
  } else {
    secure_ = std::make_unique<asio::ssl::stream<Tcp::socket>>(std::move(made), *tls);
  }
}

Tcp::socket& Connection::socket() { return plain_ != nullptr ? *plain_ : secure_->next_layer(); }

asio::awaitable<Error> Connection::handshake() {
  if (plain_ != nullptr) co_return Error{};
  const auto [error] = co_await secure_->async_handshake(asio::ssl::stream_base::server, awaited);
  co_return error;
}

asio::awaitable<Connection::Read> Connection::read(char* into, std::size_t most) {
  if (plain_ != nullptr) {
    const auto [error, bytes] = co_await plain_->async_read_some(asio::buffer(into, most), awaited);
    co_return Read{error, bytes};
  }
  const auto [error, bytes] = co_await secure_->async_read_some(asio::buffer(into, most), awaited);
  co_return Read{error, bytes};
}

asio::awaitable<Error> Connection::write(std::string_view text) {
  if (plain_ != nullptr) {
    const auto [error, bytes] = co_await asio::async_write(*plain_, asio::buffer(text), awaited);
    co_return error;
  }
  const auto [error, bytes] = co_await asio::async_write(*secure_, asio::buffer(text), awaited);
  co_return error;
}

void Connection::end_reading() {
  Error ignored;
  socket().shutdown(Tcp::socket::shutdown_receive, ignored);
}

asio::awaitable<void> Connection::end_writing() {
  Error ignored;
  if (secure_ != nullptr) co_await secure_->async_shutdown(awaited);
  socket().shutdown(Tcp::socket::shutdown_send, ignored);
  // Closing while there are unread bytes would reset the connection, and with it drop answers on their way.
  char rest[4096];
  for (int i = 0; i < 1024; ++i) {
    const auto [error, bytes] = co_await socket().async_read_some(asio::buffer(rest), awaited);
    if (error) co_return;
  }
}

void Connection::close() {
  Error ignored;
  socket().close(ignored);
}

}  // namespace kelpie::server::listening
