#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/runtime/detail/database.hpp"
#include "rules/runtime/triage_state.hpp"

namespace kelpie::rules {

/// The connection of a TriageState, and what alerts and incidents have in common. One thread at a time.
class TriageState::Inside {
 public:
  explicit Inside(const std::string& file) : database(file) {}

  /// Which column of the log says what an entry is about.
  enum class Subject { alert, incident };

  [[nodiscard]] std::vector<TriageEntry> log(Subject subject, std::string_view id);
  [[nodiscard]] std::uint64_t count_comments(Subject subject, std::string_view id);
  /// Within a transaction. Of what is no comment, the oldest goes where there is too much.
  void note(Subject subject, std::string_view id, const Actor& by, std::string_view what, std::string_view text);

  [[nodiscard]] std::vector<TriagedAlert> read_alerts(detail::Statement& found, std::size_t most_bytes);
  [[nodiscard]] std::optional<TriagedAlert> alert(std::string_view id);
  [[nodiscard]] TriagedIncident read_incident(detail::Statement& found, detail::Statement& members);
  [[nodiscard]] std::optional<TriagedIncident> incident(std::string_view id);

  detail::Database database;
};

}  // namespace kelpie::rules
