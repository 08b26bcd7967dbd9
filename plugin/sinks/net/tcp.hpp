#pragma once

#include "plugin/sinks/net/stream.hpp"

namespace kelpie::plugin::net {

/// A connected non-blocking socket, which it closes.
class TcpStream : public Stream {
 public:
  explicit TcpStream(int socket) : socket_(socket) {}
  ~TcpStream() override;
  TcpStream(const TcpStream&) = delete;
  TcpStream& operator=(const TcpStream&) = delete;

  void write(std::string_view bytes, Deadline deadline) override;
  std::size_t read(char* into, std::size_t most, Deadline deadline) override;
  void confirm(Deadline deadline) override;
  /// Reads what is there, without waiting: 0 when the connection was ended, nothing when there is nothing.
  [[nodiscard]] std::optional<std::size_t> read_now(char* into, std::size_t most);
  /// Waits so long for something to read.
  [[nodiscard]] bool readable_within(std::chrono::milliseconds time);
  /// Waits until the other side's kernel has confirmed everything. Throws ConnectionError.
  void wait_until_taken(Deadline deadline);

 private:
  void wait(short events, Deadline deadline);
  int socket_;
};

}  // namespace kelpie::plugin::net
