#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

namespace kelpie::server::listening {

/// Many datagrams with one call (recvmmsg), and how many the kernel dropped before them (SO_RXQ_OVFL). The descriptor
/// stays the caller's.
class DatagramReader {
 public:
  explicit DatagramReader(int descriptor);

  /// How many there are now; 0: none. They are valid until the next call.
  [[nodiscard]] std::size_t read();
  [[nodiscard]] std::string_view datagram(std::size_t index) const;
  /// It was longer than what UDP carries.
  [[nodiscard]] bool cut(std::size_t index) const;
  /// Its sender's address, without port.
  [[nodiscard]] std::string peer(std::size_t index) const;
  /// Dropped by the kernel since it began.
  [[nodiscard]] std::uint32_t dropped() const { return dropped_; }

 private:
  static constexpr std::size_t most = 32, most_bytes = 65536;
  int descriptor_;
  std::uint32_t dropped_ = 0;
  std::vector<char> bytes_;
  std::array<mmsghdr, most> heads_;
  std::array<iovec, most> parts_;
  std::array<sockaddr_storage, most> peers_;
  std::array<std::array<char, CMSG_SPACE(sizeof(std::uint32_t))>, most> controls_;
};

}  // namespace kelpie::server::listening
