#pragma once

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}
struct ssl_st;
namespace boost::asio::ssl {
class context;
}

namespace kelpie::server {

/// The one executor of the server's sockets and timers, and the threads that run it. What it runs must never block: the work of handlers is done elsewhere.
class Io {
 public:
  /// Begins at once.
  explicit Io(unsigned threads);
  /// Stops; whatever is under way is dropped.
  ~Io();
  Io(const Io&) = delete;
  Io& operator=(const Io&) = delete;

  [[nodiscard]] boost::asio::io_context& context();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

/// Certificates and whom to trust, for what listens (TLS 1.2 and later).
struct TlsFiles {
  std::string certificate;  // PEM, the chain
  std::string key;          // PEM
  std::string client_ca;    // PEM; empty: clients need no certificate
};
/// Throws std::invalid_argument: what is wrong with which file.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> make_tls(const TlsFiles& files);

/// The certificates of a listening address for the connections that come: a reload gives others. Thread-safe.
using CurrentTls = std::function<std::shared_ptr<boost::asio::ssl::context>()>;

/// The common name of the subject of a connection's client certificate, which was verified; empty without one.
[[nodiscard]] std::string client_certificate_name(const ssl_st* connection);

}  // namespace kelpie::server
