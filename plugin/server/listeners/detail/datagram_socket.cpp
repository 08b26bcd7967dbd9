#include "plugin/server/listeners/detail/datagram_socket.hpp"

#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace kelpie::server::listening {

DatagramReader::DatagramReader(int descriptor) : descriptor_(descriptor), bytes_(most * most_bytes) {
  const int on = 1;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
}

std::size_t DatagramReader::read() {
  for (std::size_t i = 0; i < most; ++i) {
    parts_[i] = {bytes_.data() + i * most_bytes, most_bytes};
    heads_[i] = {};
    heads_[i].msg_hdr.msg_iov = &parts_[i];
    heads_[i].msg_hdr.msg_iovlen = 1;
    heads_[i].msg_hdr.msg_name = &peers_[i];
    heads_[i].msg_hdr.msg_namelen = sizeof peers_[i];
    heads_[i].msg_hdr.msg_control = controls_[i].data();
    heads_[i].msg_hdr.msg_controllen = controls_[i].size();
  }
  const int count = ::recvmmsg(descriptor_, heads_.data(), most, MSG_DONTWAIT, nullptr);
  if (count <= 0) return 0;
  msghdr& last = heads_[static_cast<std::size_t>(count) - 1].msg_hdr;
  for (cmsghdr* control = CMSG_FIRSTHDR(&last); control != nullptr; control = CMSG_NXTHDR(&last, control)) {
    if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL)
      std::memcpy(&dropped_, CMSG_DATA(control), sizeof dropped_);
  }
  return static_cast<std::size_t>(count);
}

std::string_view DatagramReader::datagram(std::size_t index) const {
  return {bytes_.data() + index * most_bytes, heads_[index].msg_len};
}

bool DatagramReader::cut(std::size_t index) const { return (heads_[index].msg_hdr.msg_flags & MSG_TRUNC) != 0; }

std::string DatagramReader::peer(std::size_t index) const {
  char text[INET6_ADDRSTRLEN] = {};
  const sockaddr_storage& peer = peers_[index];
  if (peer.ss_family == AF_INET) {
    ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof text);
  } else if (peer.ss_family == AF_INET6) {
    const in6_addr& address = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
      ::inet_ntop(AF_INET, address.s6_addr + 12, text, sizeof text);
    } else {
      ::inet_ntop(AF_INET6, &address, text, sizeof text);
    }
  }
  return text;
}

}  // namespace kelpie::server::listening
