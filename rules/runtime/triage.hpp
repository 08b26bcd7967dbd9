#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/runtime/incident.hpp"

namespace kelpie::rules {

/// What analysts do with alerts and incidents, in the words of Microsoft Sentinel's incidents (Microsoft Learn:
/// "SecurityInsights incidents" of the REST API).

/// Where work on an incident stands. What a rule opens again is active.
enum class IncidentStage { fresh, active, closed };
/// "New", "Active", "Closed".
[[nodiscard]] std::string_view name_of(IncidentStage stage);
[[nodiscard]] std::optional<IncidentStage> incident_stage_named(std::string_view text);

/// Why an incident was closed, and the reasons that go with it.
struct Classification {
  std::string_view name;
  std::vector<std::string_view> reasons;  // none: it has none
};
[[nodiscard]] std::span<const Classification> classifications();

/// Comments of one alert or incident, and bytes of one (Sentinel's limits).
inline constexpr std::size_t most_comments = 100;
inline constexpr std::size_t longest_comment = 30'000;

/// Who does something, and when by the server's clock.
struct Actor {
  std::string name;
  std::int64_t at = 0;  // ticks
};

/// Something that was done.
struct TriageEntry {
  std::int64_t number = 0;
  Actor by;
  std::string what;  // "comment", "acknowledge", "update", "close", "reopen"
  std::string text;  // the comment; else what changed
};

struct TriagedAlert {
  std::int64_t number = 0;  // in the order in which alerts were raised
  std::string id;
  std::string json;            // as alert_json() wrote it
  std::uint64_t revision = 0;  // grows with everything that analysts do
  std::optional<Actor> acknowledged;
  std::uint64_t comments = 0;
};

struct TriagedIncident {
  std::int64_t number = 0;
  Incident incident;
  std::uint64_t revision = 0;
  IncidentStage stage = IncidentStage::fresh;
  std::string owner;                                                          // empty: nobody
  std::string classification, classification_reason, classification_comment;  // of a closed one
  std::optional<Actor> changed;                                               // last, by an analyst
  std::uint64_t comments = 0;

  /// Another one when anything else is to be seen: what analysts did, alerts that came.
  [[nodiscard]] std::string tag() const;
};

/// Members that say nothing leave all in. Newest first.
struct AlertFilter {
  std::string rule{};      // its id
  std::string severity{};  // as name_of() says it
  std::string entity{};    // a value of an identifier, in any case: an address, "alice@contoso.com"
  std::optional<bool> acknowledged{};
  std::optional<std::int64_t> from{}, to{};  // ticks: end of the window in [from, to)
  std::optional<std::int64_t> below{};       // only alerts of lower numbers
};
struct IncidentFilter {
  std::string rule{};
  std::optional<AlertSeverity> severity{};
  std::string entity{};  // of one of its alerts
  std::string owner{};
  std::optional<IncidentStage> stage{};
  std::optional<std::int64_t> from{}, to{};  // ticks: end of the last alert's window in [from, to)
  std::optional<std::int64_t> below{};
};

/// What is to become of an incident. Members without a value leave it.
struct IncidentUpdate {
  std::optional<IncidentStage> stage{};
  std::optional<std::string> owner{};
  std::optional<std::string> classification{}, classification_reason{}, classification_comment{};
  std::string what = "update";  // for the log
};

enum class TriageOutcome {
  done,
  missing,   // there is nothing of that id
  outdated,  // it is not what the caller saw any more
  full,      // it has as many comments as there may be
};

}  // namespace kelpie::rules
