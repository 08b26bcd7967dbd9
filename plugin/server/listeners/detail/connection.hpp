#pragma once

#include <memory>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "plugin/server/listeners/detail/awaited.hpp"

namespace kelpie::server::listening {

using Tcp = asio::ip::tcp;
using Error = boost::system::error_code;

/// A socket, plain or with TLS. For the strand of the socket.
class Connection {
 public:
  /// `tls`: nullptr for plain.
  Connection(Tcp::socket socket, const std::shared_ptr<asio::ssl::context>& tls);

  asio::awaitable<Error> handshake();
  struct Read {
    Error error;
    std::size_t bytes = 0;
  };
  asio::awaitable<Read> read(char* into, std::size_t most);
  /// All of it.
  asio::awaitable<Error> write(std::string_view bytes);
  /// A read that waits gets the end of the stream.
  void end_reading();
  /// The peer has read all that was written, or the time is over.
  asio::awaitable<void> end_writing();
  void close();
  [[nodiscard]] const std::string& peer() const { return peer_; }

 private:
  Tcp::socket& socket();

  std::string peer_;
  std::unique_ptr<Tcp::socket> plain_;
  std::unique_ptr<asio::ssl::stream<Tcp::socket>> secure_;
};

}  // namespace kelpie::server::listening
