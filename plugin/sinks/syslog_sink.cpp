#include "plugin/sinks/syslog_sink.hpp"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

#include "plugin/sinks/net/stream.hpp"
#include "plugin/sinks/shared_options.hpp"
#include "plugin/sinks/syslog_message.hpp"

namespace kelpie::plugin {

namespace {

using net::ConnectionError;
using net::Deadline;
using rules::Alert;
using rules::Delivery;
using rules::DeliveryResult;

/// RFC 5426, 3.2: receivers should take 2048 bytes. A datagram cannot hold more than 65,507.
constexpr std::size_t usual_datagram = 2048, largest_datagram = 65'000;
/// What rsyslog takes when nobody tells it otherwise; RFC 5425 asks receivers for as much.
constexpr std::size_t least_message = 2048, usual_message = 8192, largest_message = 1'000'000;

SyslogForm form_of(const SinkOptions& options, std::size_t usual, std::size_t largest) {
  SyslogForm form;
  const std::string facility = options.text("facility").value_or("local0");
  form.facility = syslog_facility(facility);
  if (form.facility < 0)
    options.refuse("facility", facility,
                   "auth, authpriv, audit, daemon, local0 to local7 or another facility of RFC 5424");
  form.host_name = options.text("hostname").value_or(syslog_host_name());
  form.app_name = options.text("app-name").value_or("kelpie");
  form.payload = &payload_option(options, "json");
  const std::string mark = options.word("bom", "auto", {"auto", "yes", "no"});
  form.byte_order_mark = mark == "auto"  ? SyslogForm::ByteOrderMark::automatic
                         : mark == "yes" ? SyslogForm::ByteOrderMark::always
                                         : SyslogForm::ByteOrderMark::never;
  form.most_bytes = options.bytes("max-size", usual, least_message, largest);
  return form;
}

const std::vector<std::string> form_options = {"payload", "facility", "hostname", "app-name", "bom", "max-size"};

std::string host_of(const SinkSpec& spec) {
  if (spec.host.empty()) throw SinkError(spec.scheme + ": expected " + spec.scheme + "://HOST:PORT");
  if (!spec.path.empty() && spec.path != "/")
    throw SinkError(spec.scheme + ": a syslog receiver has no path; expected " + spec.scheme + "://HOST:PORT");
  return spec.host;
}

std::vector<Delivery> retry_from(std::size_t first, std::size_t count, const std::string& reason) {
  std::vector<Delivery> deliveries(count);
  for (std::size_t i = first; i < count; ++i) deliveries[i] = {DeliveryResult::retry, reason, {}};
  return deliveries;
}

class UdpSink : public rules::AlertSink {
 public:
  UdpSink(const SinkSpec& spec, const SinkOptions& options)
      : resolver_(host_of(spec), spec.port.value_or(514), true),
        name_(spec.scheme + "://" + host_text(spec.host, spec.port.value_or(514))),
        form_(form_of(options, usual_datagram, largest_datagram)) {}

  std::string name() const override { return name_; }

  std::vector<Delivery> deliver(std::span<const Alert> alerts, Deadline deadline) override {
    int socket = -1;
    try {
      socket = resolver_.connect(deadline);
    } catch (const ConnectionError& broken) {
      return retry_from(0, alerts.size(), broken.what());
    }
    std::vector<Delivery> deliveries(alerts.size());
    std::string reason;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      if (std::chrono::steady_clock::now() >= deadline && reason.empty()) reason = "there was no time left";
      if (reason.empty()) reason = send_one(socket, syslog_message(alerts[i], form_));
      if (!reason.empty()) deliveries[i] = {DeliveryResult::retry, reason, {}};
    }
    close(socket);
    return deliveries;
  }

 private:
  /// "" or why not. A port where nobody listens is told by the next call on the socket, at once on this machine.
  static std::string send_one(int socket, const std::string& message) {
    while (send(socket, message.data(), message.size(), MSG_NOSIGNAL) < 0) {
      if (errno != EINTR) return std::string("sending: ") + std::strerror(errno);
    }
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0)
      return std::string("nobody receives: ") + std::strerror(error);
    return {};
  }

  net::Resolver resolver_;
  std::string name_;
  SyslogForm form_;
};

class StreamSink : public rules::AlertSink {
 public:
  StreamSink(const SinkSpec& spec, const SinkOptions& options, std::uint16_t usual_port,
             std::unique_ptr<net::TlsContext> tls)
      : resolver_(host_of(spec), spec.port.value_or(usual_port), false),
        name_(spec.scheme + "://" + host_text(spec.host, spec.port.value_or(usual_port))),
        form_(form_of(options, usual_message, largest_message)),
        tls_(std::move(tls)),
        counts_(options.word("framing", "counting", {"counting", "lines"}) == "counting") {}

  std::string name() const override { return name_; }

  std::vector<Delivery> deliver(std::span<const Alert> alerts, Deadline deadline) override {
    std::size_t delivered = 0;
    std::string reason = "there was no time left";
    try {
      open(deadline);
      while (delivered < alerts.size() && std::chrono::steady_clock::now() < deadline) {
        const std::size_t sent = send_some(alerts.subspan(delivered), deadline);
        stream_->confirm(deadline);
        delivered += sent;
      }
    } catch (const ConnectionError& broken) {
      // What was written since the last confirmation may or may not have arrived; half a frame would spoil what
      // follows.
      stream_.reset();
      reason = broken.what();
    }
    return retry_from(delivered, alerts.size(), reason);
  }

 private:
  void open(Deadline deadline) {
    if (stream_) {
      try {
        stream_->confirm(deadline);
        return;
      } catch (const ConnectionError&) {
        stream_.reset();  // ended while it was idle
      }
    }
    stream_ = tls_ ? tls_->connect(resolver_, deadline) : net::connect_tcp(resolver_, deadline);
  }

  /// Sends the first alerts, some 256 KB of them, and says how many.
  std::size_t send_some(std::span<const Alert> alerts, Deadline deadline) {
    constexpr std::size_t enough = 256 * 1024;
    std::string frames;
    std::size_t count = 0;
    while (count < alerts.size() && frames.size() < enough) {
      const std::string message = syslog_message(alerts[count++], form_);
      frames += counts_ ? std::to_string(message.size()) + " " + message : message + "\n";
    }
    stream_->write(frames, deadline);
    return count;
  }

  net::Resolver resolver_;
  std::string name_;
  SyslogForm form_;
  std::unique_ptr<net::TlsContext> tls_;  // null: plain TCP
  bool counts_;                           // frames count their bytes
  std::unique_ptr<net::Stream> stream_;
};

std::vector<std::string> with(std::vector<std::string> names, const std::vector<std::string>& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

}  // namespace

std::unique_ptr<rules::AlertSink> make_syslog_udp_sink(const SinkSpec& spec) {
  return std::make_unique<UdpSink>(spec, SinkOptions(spec, form_options));
}

std::unique_ptr<rules::AlertSink> make_syslog_tcp_sink(const SinkSpec& spec) {
  return std::make_unique<StreamSink>(spec, SinkOptions(spec, with(form_options, {"framing"})), 601, nullptr);
}

std::unique_ptr<rules::AlertSink> make_syslog_tls_sink(const SinkSpec& spec) {
  const SinkOptions options(spec, with(with(form_options, {"framing"}), tls_option_names()));
  return std::make_unique<StreamSink>(spec, options, 6514, tls_options(options));
}

}  // namespace kelpie::plugin
