#pragma once

#include <atomic>
#include <list>
#include <mutex>

namespace kelpie::server {

/// Looks now and then whether clients that wait for an answer are still there: a socket whose other side has ended it sets its flag. Thread-safe.
class HangUpWatch {
 public:
  struct Watched {
    int socket = -1;
    std::atomic<bool>* gone = nullptr;
  };
  using Place = std::list<Watched>::iterator;

  [[nodiscard]] Place add(int socket, std::atomic<bool>& gone);
  /// After it the socket and the flag are not touched any more.
  void remove(Place place);
  /// One look at all of them.
  void look();
  /// Everybody is taken for gone: the server stops.
  void give_up();

 private:
  std::mutex mutex_;
  std::list<Watched> watched_;
  bool given_up_ = false;
};

}  // namespace kelpie::server
