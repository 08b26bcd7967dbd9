#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "plugin/server/access/gate.hpp"
#include "plugin/server/http/router.hpp"
#include "plugin/server/http/worker_pools.hpp"
#include "plugin/server/net/io.hpp"

namespace kelpie::server {

/// Bounds of what clients may send and how long they may take.
struct HttpLimits {
  std::size_t header_bytes = std::size_t{32} << 10;  // of a request's head
  std::size_t connections = 20'000;                  // at once; more are told to come back and closed
  std::chrono::milliseconds header_time{10'000};     // for a whole head, and for TLS
  std::chrono::milliseconds idle_time{120'000};      // between requests
  std::chrono::milliseconds body_grace{20'000};      // for a body, and for each megabyte of an answer; more as bytes come in
  std::uint64_t body_rate = 4096;                    // bytes a second that a body must come with at least
};

/// What became of one request, for metrics and the audit log. Everything it points at lives as long as the call that gets it.
struct Exchange {
  const Request* request = nullptr;
  const Route* route = nullptr;  // nullptr: none
  int status = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::chrono::microseconds time{0};
};

/// HTTP/1.1 and 1.0 (RFC 9110, 9112) with and without TLS: keep-alive, chunked bodies, gzip both ways, bounds on everything. Handlers run on the pools' threads.
class HttpServer {
 public:
  /// All are borrowed. `observe` is called for each request, on any thread, and must be short; may be empty.
  HttpServer(Io& io, const Router& router, Gate& gate, WorkerPools& pools, HttpLimits limits, std::function<void(const Exchange&)> observe);
  /// stop() without patience.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// What a new connection's TLS is made with; asked for each one, so that certificates can be replaced.
  /// Begins to take connections at an address in digits; port 0: any. Without `tls`: plain. Returns the port. Throws std::system_error when the address cannot be had.
  std::uint16_t listen(const std::string& address, std::uint16_t port, CurrentTls tls = nullptr);
  /// Takes no more connections, lets requests that are under way end until the deadline, then tells their handlers that the client is gone. Returns when all
  /// connections are closed.
  void stop(std::chrono::steady_clock::time_point deadline);
  [[nodiscard]] std::size_t connections() const;

 private:
  class Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace kelpie::server
