#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "plugin/sinks/net/stream.hpp"

namespace kelpie::plugin::net {

namespace {

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  int family = 0;
};

std::vector<Address> addresses_of(const std::string& host, std::uint16_t port, bool datagrams, int flags, int& error) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = datagrams ? SOCK_DGRAM : SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  error = getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  std::vector<Address> addresses;
  for (const addrinfo* one = error == 0 ? found : nullptr; one != nullptr && addresses.size() < 16;
       one = one->ai_next) {
    Address& address = addresses.emplace_back();
    std::memcpy(&address.bytes, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
    address.family = one->ai_family;
  }
  if (error == 0) freeaddrinfo(found);
  return addresses;
}

/// Connects within the deadline, or gives the reason.
int connect_to(const Address& address, bool datagrams, Deadline deadline, std::string& reason) {
  const int socket = ::socket(address.family, (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    reason = std::strerror(errno);
    return -1;
  }
  int error = 0;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) != 0) error = errno;
  if (error == EINPROGRESS) {
    pollfd waiting{socket, POLLOUT, 0};
    int ready = 0;
    while ((ready = poll(&waiting, 1, milliseconds_until(deadline))) < 0 && errno == EINTR) continue;
    socklen_t size = sizeof error;
    error = ETIMEDOUT;
    if (ready > 0) getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  if (error != 0) {
    reason = std::strerror(error);
    close(socket);
    return -1;
  }
  const int on = 1;
  if (!datagrams) setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

}  // namespace

/// Shared with the thread that looks up: it may outlive the resolver.
struct Resolver::Lookup {
  std::mutex mutex;
  std::condition_variable done;
  bool finished = false;
  int error = 0;
  std::vector<Address> addresses;
};

Resolver::Resolver(std::string host, std::uint16_t port, bool datagrams)
    : host_(std::move(host)), port_(port), datagrams_(datagrams) {}
Resolver::~Resolver() = default;

int Resolver::connect(Deadline deadline) {
  int error = 0;
  std::vector<Address> addresses = addresses_of(host_, port_, datagrams_, AI_NUMERICHOST | AI_NUMERICSERV, error);
  if (addresses.empty()) {
    if (!lookup_) {
      lookup_ = std::make_shared<Lookup>();
      // getaddrinfo() knows no deadline, so nobody waits for this thread.
      std::thread([lookup = lookup_, host = host_, port = port_, datagrams = datagrams_] {
        int failure = 0;
        std::vector<Address> found = addresses_of(host, port, datagrams, AI_NUMERICSERV, failure);
        const std::lock_guard lock(lookup->mutex);
        lookup->addresses = std::move(found);
        lookup->error = failure;
        lookup->finished = true;
        lookup->done.notify_all();
      }).detach();
    }
    const std::shared_ptr<Lookup> lookup = lookup_;
    std::unique_lock lock(lookup->mutex);
    if (!lookup->done.wait_until(lock, deadline, [&] { return lookup->finished; }))
      throw ConnectionError("looking up " + host_ + " takes too long");
    lookup_.reset();
    addresses = lookup->addresses;
    if (addresses.empty())
      throw ConnectionError("there is no address of " + host_ + ": " + gai_strerror(lookup->error));
  }
  std::string reason;
  for (const Address& address : addresses) {
    const int socket = connect_to(address, datagrams_, deadline, reason);
    if (socket >= 0) return socket;
  }
  throw ConnectionError("no connection to " + host_ + " port " + std::to_string(port_) + ": " + reason);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  const std::string text(host);
  in_addr four{};
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six{};
  return inet_pton(AF_INET6, text.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

}  // namespace kelpie::plugin::net
