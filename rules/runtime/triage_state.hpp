#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/runtime/triage.hpp"

namespace kelpie::rules {

/// Alerts and incidents of a runtime's file, and what analysts do with them, through a connection of its own: who reads
/// waits for no step of the rules. It is in the file of RuntimeState, in tables that older versions leave alone, and
/// goes when its alert or incident does. Every member throws RuntimeStateError when SQLite fails. Thread-safe.
class TriageState {
 public:
  /// `file` must be one that RuntimeState has opened before; ":memory:" is none.
  explicit TriageState(const std::string& file);
  ~TriageState();

  /// At most `most`, and no more when they have `most_bytes`, but one in any case.
  [[nodiscard]] std::vector<TriagedAlert> alerts(const AlertFilter& filter, std::size_t most, std::size_t most_bytes);
  [[nodiscard]] std::optional<TriagedAlert> alert(std::string_view id);
  [[nodiscard]] std::vector<TriagedIncident> incidents(const IncidentFilter& filter, std::size_t most);
  [[nodiscard]] std::optional<TriagedIncident> incident(std::string_view id);
  /// What was done, the oldest first.
  [[nodiscard]] std::vector<TriageEntry> log_of_alert(std::string_view id);
  [[nodiscard]] std::vector<TriageEntry> log_of_incident(std::string_view id);

  /// `seen`: the revision (of an incident: the tag) that the caller saw; nothing: whatever it is. Once acknowledged, it
  /// stays the first one's.
  TriageOutcome acknowledge_alert(std::string_view id, const Actor& by, std::optional<std::uint64_t> seen);
  TriageOutcome comment_on_alert(std::string_view id, const Actor& by, std::string_view text,
                                 std::optional<std::uint64_t> seen);
  TriageOutcome update_incident(std::string_view id, const Actor& by, const IncidentUpdate& update,
                                const std::optional<std::string>& seen);
  TriageOutcome comment_on_incident(std::string_view id, const Actor& by, std::string_view text,
                                    const std::optional<std::string>& seen);

  /// For whoever follows alerts as they are raised.
  [[nodiscard]] std::int64_t newest_number();
  /// Alerts of higher numbers, the oldest first, within the same bounds as alerts().
  [[nodiscard]] std::vector<TriagedAlert> alerts_after(std::int64_t number, std::size_t most, std::size_t most_bytes);

  /// What waits for a sink.
  struct Waiting {
    std::string sink;
    std::uint64_t waiting = 0;
    std::uint64_t rejected = 0;
    std::int64_t oldest = 0;  // number of the alert; 0: none waits
    std::string reason;       // why the oldest was not delivered yet; empty: it was not tried
  };
  [[nodiscard]] std::vector<Waiting> waiting();
  struct Counts {
    std::uint64_t alerts = 0, incidents = 0, open_incidents = 0;
  };
  [[nodiscard]] Counts counts();

  class Inside;  // detail/triage_database.hpp

 private:
  std::mutex mutex_;
  std::unique_ptr<Inside> inside_;
};

}  // namespace kelpie::rules
