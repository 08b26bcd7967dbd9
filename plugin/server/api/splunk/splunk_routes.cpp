// Splunk's HTTP event collector, as shippers speak it (Splunk documentation, "HTTP Event Collector REST API endpoints",
// "About HTTP Event Collector Indexer Acknowledgment"). Answers are given when events are durable, so an
// acknowledgement is true as soon as it has a number.

#include <atomic>
#include <charconv>
#include <chrono>

#include "plugin/output/json_object.hpp"
#include "plugin/server/api/ingest/ingest_receiver.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/api/splunk/collector_events.hpp"
#include "plugin/server/intake/numbered_events.hpp"
#include "plugin/server/service/services.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::server {

namespace {

using plugin::JsonObject;

/// Numbers of acknowledgements: rising over restarts, too, so that one that was given before a restart is known after
/// it.
class Acknowledgements {
 public:
  [[nodiscard]] std::uint64_t next() {
    const std::uint64_t now = microseconds();
    std::uint64_t last = last_.load();
    while (!last_.compare_exchange_weak(last, std::max(last + 1, now))) {
    }
    return std::max(last + 1, now);
  }
  [[nodiscard]] bool given(std::uint64_t number) const { return number <= std::max(last_.load(), start_); }

 private:
  static std::uint64_t microseconds() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
  }
  const std::uint64_t start_ = microseconds();
  std::atomic<std::uint64_t> last_{0};
};

Response answer(const CollectorAnswer& told, std::optional<std::uint64_t> acknowledgement = {}) {
  JsonObject object;
  object.text("text", told.text).number("code", told.code);
  if (told.invalid_event >= 0) object.number("invalid-event-number", told.invalid_event);
  if (acknowledgement) object.number("ackId", *acknowledgement);
  return Response::json(object.done(), told.status);
}

/// Problems of the server in the collector's words.
Response collector_problem(const Problem& problem, const Request& request) {
  switch (problem.status) {
    case 401:
      if (!request.header("Authorization")) return answer({401, 2, "Token is required", -1});
      return answer({403, 4, "Invalid token", -1});
    case 403:
      return answer({403, 1, "Token disabled", -1});
    case 404:
    case 405:
      return answer({problem.status, 404,
                     problem.status == 404 ? "The requested URL was not found on this server."
                                           : "The method is not allowed for this URL.",
                     -1});
    case 413:
      return answer({413, 27, problem.message, -1});
    case 429:
      return answer({503, 9, "Server is busy", -1});
    case 503:
      if (problem.code == "ServerStopping") return answer({503, 23, "Server is shutting down", -1});
      return answer({503, 9, "Server is busy", -1});
    case 500:
      return answer({500, 8, "Internal server error", -1});
    default:
      return answer({problem.status, 6, "Invalid data format", -1});
  }
}

std::string_view channel_of(const Request& request) {
  if (const auto channel = request.header("X-Splunk-Request-Channel")) return *channel;
  return request.argument("channel").value_or("");
}

bool is_channel(std::string_view text) {
  return text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
         });
}

EventMetadata metadata_of(const Request& request) {
  const auto text = [&](std::string_view name) { return std::string(request.argument(name).value_or("")); };
  return {text("index"), text("sourcetype"), text("source"), text("host"), text("time")};
}

Response collect(Services& services, Acknowledgements& acknowledgements, const Request& request, bool raw) {
  const std::string_view channel = channel_of(request);
  if (!is_channel(channel)) return answer({400, 11, "Invalid data channel", -1});
  NumberedEvents events(services.intake, sender_of("splunk", request));
  CollectorAnswer told;
  if (raw) {
    read_raw_lines(request.body, metadata_of(request), services.intake.schemas(), events);
    if (events.count() == 0) told = {400, 5, "No data", -1};
  } else {
    told = read_collector_events(request.body, metadata_of(request), services.intake.schemas(), events);
  }
  const std::uint64_t sent = events.count();
  const std::vector<RecordProblem> problems = events.finish();
  if (told.code != 0) return answer(told);
  // Of some refused events nobody can do anything: they are in their file, and the others are stored.
  if (sent > 0 && problems.size() >= sent)
    return answer({400, 6, "Invalid data format", static_cast<std::int64_t>(problems.front().line)});
  return answer({}, channel.empty() ? std::nullopt : std::optional(acknowledgements.next()));
}

Response acknowledged(const Acknowledgements& acknowledgements, const Request& request) {
  if (channel_of(request).empty()) return answer({400, 10, "Data channel is missing", -1});
  if (!is_channel(channel_of(request))) return answer({400, 11, "Invalid data channel", -1});
  const auto parsed = tables::parse_json(request.body);
  const tables::DynamicView wanted = parsed ? tables::DynamicView(*parsed).find("acks") : tables::DynamicView();
  if (wanted.kind() != tables::DynamicKind::array) return answer({400, 6, "Invalid data format", -1});
  JsonObject acks;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const tables::DynamicView number = wanted.element(i);
    if (number.kind() != tables::DynamicKind::long_ || number.as_integer() < 0)
      return answer({400, 6, "Invalid data format", -1});
    const auto id = static_cast<std::uint64_t>(number.as_integer());
    acks.boolean(std::to_string(id), acknowledgements.given(id));
  }
  return Response::json(JsonObject().raw("acks", acks.done()).done());
}

Response health(const IntakeService& intake) {
  const IntakeService::Load load = intake.load();
  if (load.bytes > load.most / 10 * 9) return answer({503, 18, "HEC is unhealthy, queues are full", -1});
  return answer({200, 17, "HEC is healthy", -1});
}

}  // namespace

void add_splunk_routes(Router& router, Services& services) {
  const auto acknowledgements = std::make_shared<Acknowledgements>();
  const auto add = [&](std::string methods, std::string path, std::optional<Role> role, Work work, Handler handler,
                       std::string summary) {
    Route route;
    route.methods = std::move(methods);
    route.pattern = "/services/collector" + path;
    route.role = role;
    route.work = work;
    route.most_body = services.event_body_bytes;
    route.problem = collector_problem;
    route.handler = std::move(handler);
    route.summary = std::move(summary);
    router.add(std::move(route));
  };
  for (const char* path : {"", "/event", "/event/1.0", "/1.0"})
    add(
        "POST", path, Role::ingest, Work::intake,
        [&services, acknowledgements](const Request& request) {
          return collect(services, *acknowledgements, request, false);
        },
        *path == '\0' ? "Splunk's HTTP event collector: send event objects" : "");
  for (const char* path : {"/raw", "/raw/1.0"})
    add(
        "POST", path, Role::ingest, Work::intake,
        [&services, acknowledgements](const Request& request) {
          return collect(services, *acknowledgements, request, true);
        },
        path == std::string_view("/raw") ? "Splunk's HTTP event collector: send lines" : "");
  for (const char* path : {"/ack", "/ack/1.0"})
    add(
        "POST", path, Role::ingest, Work::quick,
        [acknowledgements](const Request& request) { return acknowledged(*acknowledgements, request); }, "");
  for (const char* path : {"/health", "/health/1.0"})
    add(
        "GET", path, std::nullopt, Work::quick, [&services](const Request&) { return health(services.intake); }, "");
  router.add_problem_form("/services/collector", collector_problem);
}

}  // namespace kelpie::server
