#include "plugin/sinks/webhook_sink.hpp"

#include <algorithm>
#include <ctime>

#include "plugin/output/terminal.hpp"
#include "plugin/sinks/net/http.hpp"
#include "plugin/sinks/retry_after.hpp"
#include "plugin/sinks/shared_options.hpp"
#include "plugin/sinks/signature.hpp"
#include "plugin/sinks/webhook_options.hpp"

namespace kelpie::plugin {

namespace {

using Clock = std::chrono::steady_clock;
using rules::Alert;
using rules::Delivery;
using rules::DeliveryResult;

/// A request's body is not begun beyond this.
constexpr std::size_t full_body = 4'000'000;
/// So many requests in a row that fail alone, and the receiver is taken to be down.
constexpr int failures_in_a_row = 3;

/// What came of one request.
struct Outcome {
  Delivery delivery;
  bool receiver_is_down = false;  // the next request would fare no better
};

Outcome outcome_of(const net::HttpAnswer& answer) {
  const int status = answer.status;
  std::string reason = "HTTP " + std::to_string(status);
  if (status >= 300 && status < 400)
    reason += ": redirects are not followed; the sink's address must be the receiver's own";
  else if (status == 401 || status == 407)
    reason += ": the receiver does not accept the credentials";
  else if (status == 403)
    reason += ": the receiver does not allow it";
  else if (status == 404)
    reason += ": the receiver knows no such path";
  else if (!answer.text.empty())
    reason += ": " + shortened(harmless(answer.text), 200);
  if (status >= 200 && status < 300) return {{DeliveryResult::delivered, {}, {}}, false};
  const bool busy = status == 408 || status == 425 || status == 429 || status == 503;
  // These are about the sink, not the alert: somebody will mend its settings, and the alert must still be there then.
  const bool settings =
      (status >= 300 && status < 400) || status == 401 || status == 403 || status == 404 || status == 407;
  if (!busy && !settings && status >= 400 && status < 500) return {{DeliveryResult::rejected, reason, {}}, false};
  Outcome outcome{{DeliveryResult::retry, reason, {}}, busy || settings};
  if (answer.retry_after) outcome.delivery.retry_after = parse_retry_after(*answer.retry_after, std::time(nullptr));
  return outcome;
}

class WebhookSink : public rules::AlertSink {
 public:
  WebhookSink(WebhookOptions options, std::unique_ptr<net::TlsContext> tls)
      : options_(std::move(options)), tls_(std::move(tls)), resolver_(options_.host, options_.port, false) {}

  std::string name() const override { return options_.name; }

  std::vector<Delivery> deliver(std::span<const Alert> alerts, Clock::time_point deadline) override {
    Round round{std::vector<Delivery>(alerts.size(), Delivery{DeliveryResult::retry, "there was no time left", {}}),
                deadline, 0, false};
    for (std::size_t first = 0; first < alerts.size() && !round.over();) {
      const std::size_t count = take(alerts.subspan(first));
      deliver_part(alerts.subspan(first, count), first, round);
      first += count;
      if (round.down && first < alerts.size()) {
        // The rest waits with the last one.
        std::fill(round.deliveries.begin() + static_cast<std::ptrdiff_t>(first), round.deliveries.end(),
                  round.deliveries[first - 1]);
      }
    }
    stream_.reset();
    return std::move(round.deliveries);
  }

 private:
  struct Round {
    std::vector<Delivery> deliveries;
    Clock::time_point deadline;
    int failures = 0;  // in a row
    bool down = false;

    [[nodiscard]] bool over() const { return down || Clock::now() >= deadline; }
  };

  /// How many of the alerts go into one request.
  std::size_t take(std::span<const Alert> alerts) {
    bodies_.clear();
    std::size_t bytes = 0;
    while (bodies_.size() < alerts.size() && bodies_.size() < options_.batch && bytes < full_body) {
      bodies_.push_back(options_.payload->write(alerts[bodies_.size()], options_.most_bytes));
      bytes += bodies_.back().size();
    }
    return bodies_.size();
  }

  /// Sends alerts, whose bodies are bodies_[from...]; when they are refused together, each half alone, so that one bad
  /// alert does not take others along.
  void deliver_part(std::span<const Alert> alerts, std::size_t first, Round& round, std::size_t from = 0) {
    if (round.over()) return;
    const Outcome outcome = send(alerts, from, round.deadline);
    if (outcome.delivery.result == DeliveryResult::rejected && alerts.size() > 1) {
      const std::size_t half = alerts.size() / 2;
      deliver_part(alerts.first(half), first, round, from);
      deliver_part(alerts.subspan(half), first + half, round, from + half);
      return;
    }
    std::fill_n(round.deliveries.begin() + static_cast<std::ptrdiff_t>(first), alerts.size(), outcome.delivery);
    round.failures = outcome.delivery.result == DeliveryResult::retry ? round.failures + 1 : 0;
    round.down = outcome.receiver_is_down || round.failures >= failures_in_a_row;
  }

  net::HttpRequest request_of(std::span<const Alert> alerts, std::size_t from) const {
    net::HttpRequest request;
    const bool usual_port = options_.port == (options_.tls ? 443 : 80);
    request.host = host_text(options_.host, options_.port);
    if (usual_port) request.host.resize(request.host.rfind(':'));
    request.target = options_.target;
    request.headers = options_.headers;
    std::string ids;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      ids += (i == 0 ? "" : ",") + alerts[i].id;
      if (i > 0 && !options_.lines) request.body += ',';
      request.body += bodies_[from + i];
      if (options_.lines && options_.batch > 1) request.body += '\n';
    }
    request.content_type = options_.payload->content_type;
    if (options_.batch > 1 && !options_.lines)
      request.body = "[" + request.body + "]";
    else if (options_.batch > 1 && options_.payload->json)
      request.content_type = "application/x-ndjson";
    request.headers.emplace_back(
        "Idempotency-Key", options_.batch == 1 ? net::is_header_value(alerts[0].id) ? alerts[0].id : short_digest(ids)
                                               : short_digest(ids));
    if (!options_.secret.empty())
      request.headers.emplace_back("X-Kelpie-Signature", signature(options_.secret, std::time(nullptr), request.body));
    return request;
  }

  Outcome send(std::span<const Alert> alerts, std::size_t from, Clock::time_point deadline) {
    const net::HttpRequest request = request_of(alerts, from);
    const auto until = std::min(deadline, Clock::now() + options_.timeout);
    for (bool again = stream_ != nullptr;; again = false) {
      try {
        if (!stream_) stream_ = tls_ ? tls_->connect(resolver_, until) : net::connect_tcp(resolver_, until);
        const net::HttpAnswer answer = net::post(*stream_, request, until);
        if (!answer.keep_open) stream_.reset();
        return outcome_of(answer);
      } catch (const net::ConnectionError& broken) {
        stream_.reset();
        // A connection that was kept may have been ended meanwhile; the alert's id makes a second copy harmless.
        if (!again || Clock::now() >= until) return {{DeliveryResult::retry, broken.what(), {}}, true};
      }
    }
  }

  WebhookOptions options_;
  std::unique_ptr<net::TlsContext> tls_;  // null: plain HTTP
  net::Resolver resolver_;
  std::unique_ptr<net::Stream> stream_;  // during a delivery
  std::vector<std::string> bodies_;      // of the alerts of one request
};

}  // namespace

std::unique_ptr<rules::AlertSink> make_webhook_sink(const SinkSpec& spec) {
  std::vector<std::string> names = webhook_option_names();
  const bool tls = spec.scheme == "https";
  for (std::string& name : tls_option_names()) {
    if (tls) names.push_back(std::move(name));
  }
  const SinkOptions options(spec, names, "header");
  WebhookOptions webhook = webhook_options(spec, options);
  return std::make_unique<WebhookSink>(std::move(webhook), tls ? tls_options(options) : nullptr);
}

}  // namespace kelpie::plugin
