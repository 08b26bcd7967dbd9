#include <sys/socket.h>

#include <atomic>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>

#include "plugin/server/listeners/detail/datagram_socket.hpp"
#include "plugin/server/listeners/detail/intake_window.hpp"
#include "plugin/server/listeners/detail/machine_name.hpp"
#include "plugin/server/listeners/stream_listeners.hpp"
#include "plugin/server/listeners/syslog_events.hpp"

namespace kelpie::server {

namespace {

using namespace listening;
using Udp = asio::ip::udp;

/// Of events in one batch.
constexpr std::size_t batch_bytes = std::size_t{1} << 20;

/// The socket and what is on its way; lives as long as something of it runs.
class DatagramServer : public std::enable_shared_from_this<DatagramServer> {
 public:
  DatagramServer(ListenerHost host, DatagramListenerOptions wished)
      : options(std::move(wished)),
        host_(std::move(host)),
        strand_(asio::make_strand(host_.io.context())),
        socket_(strand_) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) throw std::runtime_error("syslog-udp: '" + options.address + "' is no IP address to listen on");
    const Udp::endpoint endpoint(address, options.port);
    socket_.open(endpoint.protocol(), error);
    if (!error) socket_.bind(endpoint, error);
    if (error)
      throw std::runtime_error("syslog-udp: cannot listen on " + options.address + " port " +
                               std::to_string(options.port) + ": " + error.message());
    port = socket_.local_endpoint().port();
    const int size = static_cast<int>(std::min<std::size_t>(options.receive_bytes, std::size_t{1} << 30));
    if (::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
      ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }

  void begin() {
    window_ = std::make_shared<IntakeWindow>(
        strand_, host_.intake, lives, options.window_bytes,
        [weak = weak_from_this()](const IntakeWindow::Entry& entry) {
          if (const auto self = weak.lock()) self->stored += entry.messages;
        });
    asio::co_spawn(
        strand_,
        [life = Lives::One(lives), self = shared_from_this()]() -> asio::awaitable<void> { co_await self->run(); },
        asio::detached);
  }
  void end() {
    asio::post(strand_, [life = Lives::One(lives), self = shared_from_this()] {
      self->ending_ = true;
      boost::system::error_code ignored;
      self->socket_.cancel(ignored);
    });
  }
  void cut() {
    asio::post(strand_, [life = Lives::One(lives), self = shared_from_this()] {
      self->ending_ = true;
      boost::system::error_code ignored;
      self->socket_.close(ignored);
      self->window_->end();
    });
  }

  const DatagramListenerOptions options;
  std::uint16_t port = 0;
  const std::shared_ptr<Lives> lives = std::make_shared<Lives>();
  std::atomic<std::uint64_t> messages{0}, bytes{0}, stored{0}, cut_messages{0}, dropped{0};

 private:
  asio::awaitable<void> run() {
    DatagramReader reader(socket_.native_handle());
    SyslogEvents events({}, machine_name());
    while (!ending_) {
      const auto [error] = co_await socket_.async_wait(Udp::socket::wait_read, awaited);
      if (error) break;
      co_await read_all(reader, events);
    }
    // What the kernel has was sent before the end.
    if (socket_.is_open()) co_await read_all(reader, events);
    co_await window_->drain();
    boost::system::error_code ignored;
    socket_.close(ignored);
  }

  asio::awaitable<void> read_all(DatagramReader& reader, SyslogEvents& events) {
    SyslogLines lines;
    std::uint64_t count_of_lines = 0;
    for (;;) {
      const std::size_t count = socket_.is_open() ? reader.read() : 0;
      dropped = reader.dropped();
      for (std::size_t i = 0; i < count; ++i) {
        std::string_view message = reader.datagram(i);
        while (message.ends_with('\n') || message.ends_with('\0')) message.remove_suffix(1);
        if (message.empty()) continue;
        events.set_peer(reader.peer(i));
        events.append(message, reader.cut(i), host_.now(), lines);
        ++count_of_lines;
        ++messages;
        bytes += message.size();
        if (reader.cut(i)) ++cut_messages;
      }
      const bool last = count == 0;
      if (last || lines.size() >= batch_bytes) {
        if (!co_await window_->put_lines(std::move(lines), options.table, "syslog-udp", {}, count_of_lines)) co_return;
        lines = {};
        count_of_lines = 0;
      }
      if (last) co_return;
    }
  }

  ListenerHost host_;
  asio::any_io_executor strand_;
  Udp::socket socket_;
  std::shared_ptr<IntakeWindow> window_;
  bool ending_ = false;
};

class DatagramListener final : public Listener {
 public:
  explicit DatagramListener(std::shared_ptr<DatagramServer> server) : server_(std::move(server)) { server_->begin(); }
  ~DatagramListener() override { stop(std::chrono::steady_clock::now()); }

  void stop(std::chrono::steady_clock::time_point deadline) override {
    server_->end();
    if (server_->lives->wait_for_none(deadline)) return;
    server_->cut();
    server_->lives->wait_for_none();
  }
  [[nodiscard]] std::string name() const override {
    return "syslog-udp " + server_->options.address + ":" + std::to_string(server_->port);
  }
  [[nodiscard]] std::uint16_t port() const override { return server_->port; }
  [[nodiscard]] ListenerCounts counts() const override {
    ListenerCounts counts;
    counts.messages = server_->messages;
    counts.bytes = server_->bytes;
    counts.stored = server_->stored;
    counts.cut = server_->cut_messages;
    counts.dropped = server_->dropped;
    return counts;
  }

 private:
  std::shared_ptr<DatagramServer> server_;
};

}  // namespace

std::unique_ptr<Listener> make_syslog_listener(const ListenerHost& host, DatagramListenerOptions options) {
  return std::make_unique<DatagramListener>(std::make_shared<DatagramServer>(host, std::move(options)));
}

}  // namespace kelpie::server
