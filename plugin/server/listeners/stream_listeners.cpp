#include "plugin/server/listeners/stream_listeners.hpp"

#include "plugin/server/listeners/detail/stream_server.hpp"

namespace kelpie::server {

namespace {

class StreamListener final : public Listener {
 public:
  explicit StreamListener(std::shared_ptr<listening::StreamServer> server) : server_(std::move(server)) {
    server_->begin();
  }
  ~StreamListener() override { stop(std::chrono::steady_clock::now()); }

  void stop(std::chrono::steady_clock::time_point deadline) override {
    server_->end();
    if (server_->lives()->wait_for_none(deadline)) return;
    server_->cut();
    server_->lives()->wait_for_none();
  }
  [[nodiscard]] std::string name() const override {
    const std::string& address = server_->options.address;
    const bool is_v6 = address.find(':') != std::string::npos;
    return server_->kind() + " " + (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(server_->port());
  }
  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }
  [[nodiscard]] ListenerCounts counts() const override { return server_->counts(); }

 private:
  std::shared_ptr<listening::StreamServer> server_;
};

}  // namespace

std::unique_ptr<Listener> make_relp_listener(const ListenerHost& host, StreamListenerOptions options) {
  return std::make_unique<StreamListener>(
      std::make_shared<listening::StreamServer>("relp", host, std::move(options), make_relp_protocol));
}

std::unique_ptr<Listener> make_syslog_listener(const ListenerHost& host, StreamListenerOptions options) {
  const char* kind = options.tls ? "syslog-tls" : "syslog-tcp";
  return std::make_unique<StreamListener>(
      std::make_shared<listening::StreamServer>(kind, host, std::move(options), make_syslog_protocol));
}

}  // namespace kelpie::server
