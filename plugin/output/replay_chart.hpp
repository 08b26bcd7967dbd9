#pragma once

#include <iosfwd>

#include "plugin/output/chart.hpp"
#include "plugin/output/terminal.hpp"
#include "rules/replay.hpp"

namespace kelpie::plugin {

/// Runs of the past for a person: a line a run with its rows beside the trigger's threshold, its alerts, then totals,
/// the nights and days with most alerts, and who returns most often.
void write_replay_chart(std::ostream& out, const rules::Rule& rule, const rules::ReplayReport& report,
                        const Terminal& terminal, Marks marks);
/// One JSON object: rule, runs, totals, entities.
void write_replay_json(std::ostream& out, const rules::Rule& rule, const rules::ReplayReport& report);
/// A line a run: from, to, rows, alerts, suppressed, failed.
void write_replay_csv(std::ostream& out, const rules::ReplayReport& report);

}  // namespace kelpie::plugin
