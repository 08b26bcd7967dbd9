#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include "plugin/server/http/hang_up_watch.hpp"
#include "plugin/server/http/http_server.hpp"

namespace kelpie::server {

/// A connection as whoever stops the server sees it.
class Closable {
 public:
  virtual ~Closable() = default;
  /// Nothing: it is on its way out. Whoever holds it may be the last one, and the end of a connection waits for the lock of all.
  [[nodiscard]] virtual std::shared_ptr<Closable> held() = 0;
  /// Closes it if no request is under way, else lets it end with its answer; `at_once`: closes it in any case. Returns before it is done.
  virtual void close(bool at_once) = 0;
};

/// What all connections of a server share.
class Connections {
 public:
  Connections(boost::asio::io_context& io, const Router& router, Gate& gate, WorkerPools& pools, HttpLimits wanted, std::function<void(const Exchange&)> told)
      : context(io), routes(router), admission(gate), workers(pools), limits(wanted), observe(std::move(told)) {}

  void enter(Closable& connection);
  void leave(Closable& connection);
  [[nodiscard]] std::size_t count() const { return count_; }
  void close_all(bool at_once);
  /// Until there are none. False: the deadline passed.
  bool wait_until_none(std::chrono::steady_clock::time_point deadline);

  boost::asio::io_context& context;
  const Router& routes;
  Gate& admission;
  WorkerPools& workers;
  const HttpLimits limits;
  const std::function<void(const Exchange&)> observe;
  HangUpWatch hang_ups;
  std::atomic<bool> stopping{false};

 private:
  std::atomic<std::size_t> count_{0};
  std::mutex mutex_;  // over what follows
  std::condition_variable empty_;
  std::set<Closable*> open_;
};

/// Serves what comes on a connected socket until its end, and closes it. Without `tls`: plain.
void begin_connection(std::shared_ptr<Connections> connections, int socket, bool version_6, std::shared_ptr<boost::asio::ssl::context> tls);

}  // namespace kelpie::server
