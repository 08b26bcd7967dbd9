#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kelpie::plugin::net {

using Deadline = std::chrono::steady_clock::time_point;

/// A connection could not be made, or broke, or took too long: why, for a person.
class ConnectionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A connection to a receiver. Everything ends at its deadline, whatever the other side does; after a ConnectionError
/// the connection is of no use. For one thread at a time.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Writes all of it. Throws ConnectionError.
  virtual void write(std::string_view bytes, Deadline deadline) = 0;
  /// Reads some bytes, at least one; 0 when the other side has ended the connection. Throws ConnectionError.
  virtual std::size_t read(char* into, std::size_t most, Deadline deadline) = 0;
  /// Waits until the other side's kernel has confirmed all that was written, then makes sure that the connection was
  /// not ended. Throws ConnectionError when it was, or the deadline passes.
  virtual void confirm(Deadline deadline) = 0;
};

/// Finds addresses of host names without waiting past a deadline: a lookup that takes longer goes on and is waited for
/// the next time. Throws ConnectionError. An address in digits needs no lookup.
class Resolver {
 public:
  Resolver(std::string host, std::uint16_t port, bool datagrams);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// A socket that is connected to one of the host's addresses, in non-blocking mode. The caller closes it.
  [[nodiscard]] int connect(Deadline deadline);
  [[nodiscard]] const std::string& host() const { return host_; }

 private:
  struct Lookup;
  std::string host_;
  std::uint16_t port_;
  bool datagrams_;
  std::shared_ptr<Lookup> lookup_;
};

/// Whether the host, in digits or "localhost", is this machine's loopback.
[[nodiscard]] bool is_loopback(std::string_view host);

/// Milliseconds until then, for poll(); 0 when it has passed.
[[nodiscard]] int milliseconds_until(Deadline deadline);

/// Plain TCP.
[[nodiscard]] std::unique_ptr<Stream> connect_tcp(Resolver& resolver, Deadline deadline);

/// Whom to trust and who we are, for TLS 1.2 and later. Certificates are read once. Shareable between connections of
/// one thread.
class TlsContext {
 public:
  struct Files {
    std::string ca;           // PEM; empty: the system's
    std::string certificate;  // PEM, the chain; empty: none
    std::string key;          // PEM; empty: in the certificate's file
  };
  /// Throws std::invalid_argument with what is wrong with which file.
  explicit TlsContext(const Files& files);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// A connection whose certificate is valid, leads to a trusted one and is for the host. Throws ConnectionError.
  [[nodiscard]] std::unique_ptr<Stream> connect(Resolver& resolver, Deadline deadline) const;

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace kelpie::plugin::net
