#include "plugin/sinks/net/tcp.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kelpie::plugin::net {

namespace {

[[noreturn]] void fail(const std::string& doing) { throw ConnectionError(doing + ": " + std::strerror(errno)); }

}  // namespace

TcpStream::~TcpStream() { close(socket_); }

void TcpStream::wait(short events, Deadline deadline) {
  pollfd waiting{socket_, events, 0};
  while (true) {
    const int ready = poll(&waiting, 1, milliseconds_until(deadline));
    if (ready > 0) return;
    if (ready == 0)
      throw ConnectionError(events == POLLIN ? "the receiver does not answer in time"
                                             : "the receiver does not take the data in time");
    if (errno != EINTR) fail("waiting for the receiver");
  }
}

void TcpStream::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    // A receiver that ended the connection must not end this process.
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno == EAGAIN)
      wait(POLLOUT, deadline);
    else if (errno != EINTR)
      fail("sending");
  }
}

std::optional<std::size_t> TcpStream::read_now(char* into, std::size_t most) {
  while (true) {
    const ssize_t got = recv(socket_, into, most, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EAGAIN) return std::nullopt;
    if (errno != EINTR) fail("receiving");
  }
}

std::size_t TcpStream::read(char* into, std::size_t most, Deadline deadline) {
  while (true) {
    if (const auto got = read_now(into, most)) return *got;
    wait(POLLIN, deadline);
  }
}

bool TcpStream::readable_within(std::chrono::milliseconds time) {
  pollfd waiting{socket_, POLLIN, 0};
  return poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

void TcpStream::wait_until_taken(Deadline deadline) {
  for (int pause = 1;; pause = std::min(pause * 2, 50)) {
    int unconfirmed = 0;
    if (ioctl(socket_, SIOCOUTQ, &unconfirmed) != 0) return;  // the kernel cannot tell
    if (unconfirmed == 0) return;
    const int left = milliseconds_until(deadline);
    if (left == 0) throw ConnectionError("the receiver does not confirm the data in time");
    pollfd broken{socket_, 0, 0};  // only errors and the connection's end
    if (poll(&broken, 1, std::min(pause, left)) > 0) throw ConnectionError("the receiver broke the connection off");
  }
}

void TcpStream::confirm(Deadline deadline) {
  wait_until_taken(deadline);
  char ignored[512];
  while (const auto got = read_now(ignored, sizeof ignored)) {
    if (*got == 0) throw ConnectionError("the receiver closed the connection");
  }
}

std::unique_ptr<Stream> connect_tcp(Resolver& resolver, Deadline deadline) {
  return std::make_unique<TcpStream>(resolver.connect(deadline));
}

}  // namespace kelpie::plugin::net
