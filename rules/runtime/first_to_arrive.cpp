#include "rules/runtime/first_to_arrive.hpp"

#include <algorithm>
#include <unordered_map>

#include "rules/make_alert.hpp"

namespace kelpie::rules {

namespace {

using executor::TimeWindow;

/// Collects alerts about rows until there are as many as there may be.
class FirstRows {
 public:
  FirstRows(std::size_t most, const LookAtRows& look) : most_(most), look_(look) {}

  /// Whether all of these rows have room.
  [[nodiscard]] bool fit(const ArrivedRows& rows) {
    if (failed()) return false;
    Evaluation evaluation = look_(rows);
    if (has_errors(evaluation.diagnostics)) first_.diagnostics = std::move(evaluation.diagnostics);
    return !failed() && first_.alerts.size() + evaluation.rows <= most_;
  }
  /// Those of the rows that have room, as the query gives them.
  void add(const ArrivedRows& rows) {
    if (failed() || rows.arrived.from >= rows.arrived.to || rows.events.from >= rows.events.to) return;
    Evaluation evaluation = look_(rows);
    if (has_errors(evaluation.diagnostics)) first_.diagnostics = std::move(evaluation.diagnostics);
    for (Alert& alert : evaluation.alerts) {
      if (first_.alerts.size() < most_ && alert.row_count == 1) first_.alerts.push_back(std::move(alert));
    }
  }
  /// Adds the earliest of the rows by the time that `part` cuts them at, as far as there is room for all; what is left
  /// is of one time, and too much.
  ArrivedRows add_whole(const ArrivedRows& rows, TimeWindow ArrivedRows::*part) {
    ArrivedRows before = rows, left = rows;
    std::int64_t fits = (rows.*part).from;
    for (std::int64_t too_many = (rows.*part).to; !failed() && too_many - fits > 1;) {
      (before.*part).to = fits + (too_many - fits) / 2;
      (fit(before) ? fits : too_many) = (before.*part).to;
    }
    (before.*part).to = fits;
    add(before);
    left.*part = {fits, fits + 1};
    return left;
  }
  [[nodiscard]] bool failed() const { return has_errors(first_.diagnostics); }
  [[nodiscard]] Evaluation take() {
    if (failed()) first_.alerts.clear();
    first_.rows = first_.alerts.size();
    return std::move(first_);
  }

 private:
  std::size_t most_;
  const LookAtRows& look_;
  Evaluation first_;
};

}  // namespace

Evaluation first_to_arrive(const ArrivedRows& rows, std::size_t most, const LookAtRows& look) {
  FirstRows first(most, look);
  const ArrivedRows of_one_time = first.add_whole(rows, &ArrivedRows::arrived);
  first.add(first.add_whole(of_one_time, &ArrivedRows::events));
  return first.take();
}

void number_equal_rows(const Rule& rule, std::vector<Alert>& alerts,
                       const std::function<bool(const std::string& id)>& is_free) {
  std::unordered_map<std::string, std::size_t> numbers;  // the next one, by the row's content
  for (Alert& alert : alerts) {
    const std::string& content = alert.rows.front();
    std::size_t& number = numbers[content];
    do {
      alert.id = alert_id(rule, alert.window_end, row_key(content, number++));
    } while (!is_free(alert.id));
  }
}

}  // namespace kelpie::rules
