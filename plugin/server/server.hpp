#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/abi/kelpie.h"
#include "plugin/server/configuration/server_configuration.hpp"

namespace kelpie::server {

/// The server cannot begin: why, for a person.
class ServerError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Everything that `kelpie serve` is: the store with its intake, queries, rules, and all that listens. Thread-safe but for its beginning and end.
class Server {
 public:
  using Log = std::function<void(kelpie_log_level, std::string_view)>;

  /// Opens the store, reads the rules, and listens. `log` is called from many threads. Throws ServerError.
  Server(ServerConfiguration configuration, Log log);
  /// stop().
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// "http://127.0.0.1:8080", "relp 127.0.0.1:2514": all that listens.
  [[nodiscard]] std::vector<std::string> addresses() const;
  /// Takes tokens, roles, certificates and rules from a configuration that was read again; what else has changed in it needs a new start, which the log says. What is
  /// wrong with a part goes to the log and leaves that part as it was.
  void reload(ServerConfiguration configuration);
  /// Ends in order: no more is taken, what was taken is stored, requests and alerts under way get `stop_seconds`. How many alerts wait for the next start.
  std::uint64_t stop();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace kelpie::server
