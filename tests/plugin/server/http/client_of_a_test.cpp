#include "client_of_a_test.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kelpie::server::tests {

ClientOfATest::ClientOfATest(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("no connection");
}
ClientOfATest::~ClientOfATest() { ::close(socket_); }

void ClientOfATest::send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server has ended it: the test sees what it read
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}
void ClientOfATest::end() const { ::shutdown(socket_, SHUT_WR); }

bool ClientOfATest::read_more() {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, 10'000) <= 0) throw std::runtime_error("nothing came for ten seconds");
  char buffer[65536];
  const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  read_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

std::string ClientOfATest::answer() {
  std::size_t head = 0;
  while ((head = read_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return std::exchange(read_, {});
  }
  head += 4;
  std::string out = read_.substr(0, head);
  read_.erase(0, head);
  const auto length = out.find("Content-Length: ");
  if (length != std::string::npos) {
    const std::size_t bytes = std::stoul(out.substr(length + 16));
    while (read_.size() < bytes) {
      if (!read_more()) break;
    }
    out += read_.substr(0, bytes);
    read_.erase(0, bytes);
  } else if (out.find("chunked") != std::string::npos) {
    for (;;) {
      std::size_t line = 0;
      while ((line = read_.find("\r\n")) == std::string::npos) {
        if (!read_more()) return out + "(cut)";
      }
      const std::size_t bytes = std::stoul(read_.substr(0, line), nullptr, 16);
      while (read_.size() < line + 2 + bytes + 2) {
        if (!read_more()) return out + "(cut)";
      }
      out += read_.substr(line + 2, bytes);
      read_.erase(0, line + 2 + bytes + 2);
      if (bytes == 0) break;
    }
  }
  return out;
}

std::string ClientOfATest::rest() {
  while (read_more()) {
  }
  return std::exchange(read_, {});
}

bool ClientOfATest::ends_within(std::chrono::milliseconds time) {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, static_cast<int>(time.count())) <= 0) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, 0) <= 0;
}

std::string status_of(std::string_view answer) { return answer.starts_with("HTTP/1.1 ") ? std::string(answer.substr(9, 3)) : std::string(); }
std::string body_of(std::string_view answer) {
  const auto head = answer.find("\r\n\r\n");
  return head == std::string_view::npos ? std::string() : std::string(answer.substr(head + 4));
}

}  // namespace kelpie::server::tests
