#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::server::tests {

/// A socket on which a test says exactly what it wants, and reads what comes. Every wait ends after ten seconds.
class ClientOfATest {
 public:
  explicit ClientOfATest(std::uint16_t port);
  ~ClientOfATest();
  ClientOfATest(const ClientOfATest&) = delete;
  ClientOfATest& operator=(const ClientOfATest&) = delete;

  void send(std::string_view bytes) const;
  /// Says that no more is sent.
  void end() const;
  /// One answer with its head; the body by Content-Length or in chunks, which are put together. Empty: the connection has ended.
  [[nodiscard]] std::string answer();
  /// All until the end of the connection.
  [[nodiscard]] std::string rest();
  /// Whether the other side ends the connection within that time, with nothing more to read.
  [[nodiscard]] bool ends_within(std::chrono::milliseconds time);

 private:
  bool read_more();
  int socket_ = -1;
  std::string read_;
};

/// "200" of an answer; empty without one.
[[nodiscard]] std::string status_of(std::string_view answer);
[[nodiscard]] std::string body_of(std::string_view answer);

}  // namespace kelpie::server::tests
