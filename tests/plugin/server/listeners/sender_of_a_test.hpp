#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kelpie::tests {

/// Sends to a port of this machine and reads what comes back. Every wait ends after ten seconds.
class SenderOfATest {
 public:
  explicit SenderOfATest(std::uint16_t port, int type = SOCK_STREAM) : socket_(::socket(AF_INET, type, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("nobody listens on the port");
  }
  ~SenderOfATest() { ::close(socket_); }
  SenderOfATest(const SenderOfATest&) = delete;
  SenderOfATest& operator=(const SenderOfATest&) = delete;

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("what was sent was not taken");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// How much goes out before nobody takes any more for a while.
  [[nodiscard]] std::size_t send_until_nobody_takes(std::string_view bytes) const {
    const timeval patience{0, 300'000};
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    std::size_t total = 0;
    while (total < bytes.size()) {
      const ssize_t sent = ::send(socket_, bytes.data() + total, bytes.size() - total, MSG_NOSIGNAL);
      if (sent <= 0) break;
      total += static_cast<std::size_t>(sent);
    }
    return total;
  }
  void end() const { ::shutdown(socket_, SHUT_WR); }
  /// What came, when it ends with `end`; what there is when the connection ends before.
  [[nodiscard]] std::string read_until(std::string_view end) {
    std::string read;
    char bytes[4096];
    while (end.empty() || !read.ends_with(end)) {
      const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      read.append(bytes, static_cast<std::size_t>(count));
    }
    return read;
  }
  [[nodiscard]] std::string rest() { return read_until({}); }

 private:
  int socket_;
};

}  // namespace kelpie::tests
