// Alerts as they are raised: server-sent events (HTML Living Standard, "Server-sent events").

#include <charconv>
#include <chrono>
#include <memory>

#include "plugin/server/api/operation_parts.hpp"
#include "plugin/server/api/rules/list_arguments.hpp"
#include "plugin/server/api/rules/rule_documents.hpp"
#include "plugin/server/api/rules/rule_routes.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "rules/alert_json.hpp"

namespace kelpie::server {

namespace {

/// What is read and sent at once: a client that is slow is asked for no more than this.
constexpr std::size_t alerts_at_once = 100;
constexpr std::size_t bytes_at_once = std::size_t{256} << 10;
/// Proxies cut connections on which nothing is said for a minute or so.
constexpr std::chrono::seconds between_signs_of_life{15};
constexpr std::chrono::seconds come_back{5};

struct StreamFilter {
  std::string rule;
  std::optional<rules::AlertSeverity> least;

  [[nodiscard]] bool fits(const rules::TriagedAlert& alert) const {
    if (rule.empty() && !least) return true;
    const auto read = rules::read_alert_json(alert.json);
    return !read || ((rule.empty() || read->rule_id == rule) && (!least || read->severity >= *least));
  }
};

/// One client's way through the alerts.
class AlertStream {
 public:
  AlertStream(RuleService& rules, std::shared_ptr<void> place, StreamFilter filter, std::int64_t last)
      : rules_(rules), place_(std::move(place)), filter_(std::move(filter)), last_(last) {}

  BodyPiece next() {
    const auto now = std::chrono::steady_clock::now();
    // No alert was left, and numbers began anew.
    if (rules_.newest_alert() < last_) last_ = 0;
    std::string events = rules_.newest_alert() > last_ ? read() : std::string();
    const bool more = rules_.newest_alert() > last_;
    if (events.empty() && now - spoken_ >= between_signs_of_life) events = ": nothing new\n\n";
    if (!events.empty()) spoken_ = now;
    return {more ? BodyPiece::State::more : BodyPiece::State::later, std::move(events)};
  }

 private:
  std::string read() {
    std::string events;
    const auto alerts = rules_.triage().alerts_after(last_, alerts_at_once, bytes_at_once);
    for (const rules::TriagedAlert& alert : alerts) {
      last_ = alert.number;
      if (!filter_.fits(alert)) continue;
      events += "id: " + std::to_string(alert.number) + "-" + alert.id +
                "\nevent: alert\ndata: " + alert_document(alert) + "\n\n";
    }
    // What was raised and has been removed already is nothing to wait for.
    if (alerts.empty()) last_ = rules_.newest_alert();
    return events;
  }

  RuleService& rules_;
  std::shared_ptr<void> place_;
  StreamFilter filter_;
  std::int64_t last_;
  std::chrono::steady_clock::time_point spoken_ = std::chrono::steady_clock::now();
};

/// The number behind which a client goes on that had this event last. Numbers begin anew when no alert is left; so the
/// alert must still be the one of that number, and where it is not, everything that is kept comes again: an alert twice
/// is better than none.
std::int64_t resume(RuleService& rules, std::string_view event) {
  std::int64_t number = 0;
  const auto read = std::from_chars(event.data(), event.data() + event.size(), number);
  if (read.ec != std::errc() || read.ptr == event.data() + event.size() || *read.ptr != '-' || number < 0)
    throw RequestRefused({400,
                          "InvalidArgument",
                          "'" + std::string(event.substr(0, 80)) +
                              "' is no id of an event of this stream; 'oldest' begins with the oldest alert",
                          {}});
  const auto alert = rules.triage().alert(event.substr(static_cast<std::size_t>(read.ptr - event.data()) + 1));
  return alert && alert->number == number ? number : 0;
}

std::int64_t beginning(RuleService& rules, const Request& request, const std::string& after) {
  if (const auto last = request.header("Last-Event-ID"); last && !last->empty()) return resume(rules, *last);
  if (after == "oldest") return 0;
  return after.empty() ? rules.newest_alert() : resume(rules, after);
}

Response follow_alerts(RuleService& rules, const Request& request) {
  const ListArguments arguments(request, {"after", "rule", "severity"});
  StreamFilter filter{arguments.text("rule"),
                      rules::severity_named(arguments.choice("severity", {"Informational", "Low", "Medium", "High"}))};
  const std::int64_t last = beginning(rules, request, arguments.text("after"));
  auto place = rules.take_stream();
  if (place == nullptr)
    throw RequestRefused({503, "TooManyStreams",
                          std::to_string(rules.most_streams()) + " clients follow alerts, as many as may at once",
                          come_back});
  Response response;
  response.with("Content-Type", "text/event-stream").with("Cache-Control", "no-store").with("X-Accel-Buffering", "no");
  response.body = ": alerts as they are raised\nretry: 3000\n\n";
  response.more = [stream = std::make_shared<AlertStream>(rules, std::move(place), std::move(filter), last)] {
    return stream->next();
  };
  return response;
}

}  // namespace

void add_alert_stream(Router& router, RuleService& rules) {
  Route route;
  route.methods = "GET";
  route.pattern = "/v1/alerts/stream";
  route.role = Role::rules;
  route.handler = [&rules](const Request& request) { return follow_alerts(rules, request); };
  route.summary = "Alerts as they are raised, as server-sent events";
  route.parameters =
      OperationParts()
          .argument("after",
                    "The id of an event: those behind it come first; or 'oldest': all that are kept. Nothing: what is "
                    "raised from now on")
          .header("Last-Event-ID", "As `after`; what browsers and other clients send when they connect again")
          .argument("rule", "Id of the rule")
          .argument("severity", "The least", R"({"type":"string","enum":["Informational","Low","Medium","High"]})")
          .answer(200,
                  "Events `alert`, whose data is an alert and whose id says where to go on; comments as signs of life",
                  "text/event-stream")
          .done();
  router.add(std::move(route));
}

}  // namespace kelpie::server
