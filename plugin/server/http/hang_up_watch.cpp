#include "plugin/server/http/hang_up_watch.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace kelpie::server {

HangUpWatch::Place HangUpWatch::add(int socket, std::atomic<bool>& gone) {
  const std::lock_guard lock(mutex_);
  if (given_up_) gone = true;
  watched_.push_front({socket, &gone});
  return watched_.begin();
}

void HangUpWatch::remove(Place place) {
  const std::lock_guard lock(mutex_);
  watched_.erase(place);
}

void HangUpWatch::look() {
  const std::lock_guard lock(mutex_);
  for (const Watched& one : watched_) {
    char byte = 0;
    const ssize_t got = ::recv(one.socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) *one.gone = true;
  }
}

void HangUpWatch::give_up() {
  const std::lock_guard lock(mutex_);
  given_up_ = true;
  for (const Watched& one : watched_) *one.gone = true;
}

}  // namespace kelpie::server
