#include "plugin/cli/rule_state_commands.hpp"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "plugin/cli/session.hpp"
#include "plugin/cli/text_table.hpp"
#include "plugin/output/alert_writer.hpp"
#include "rules/alert_json.hpp"
#include "rules/runtime/runtime_state.hpp"

namespace kelpie::plugin {

namespace {

using rules::RuntimeState;
using tables::Type;
using tables::Value;

struct StateArguments {
  std::string state;
  std::string format;
  std::string incident;
  std::size_t most = 20;
};

Value time_value(std::int64_t ticks) { return ticks > 0 ? Value::datetime(ticks) : Value(Type::datetime); }
Value count_value(std::uint64_t count) { return Value::long_(static_cast<std::int64_t>(count)); }

void write(TextTable& table, const StateArguments& arguments) { table.write_with_prose(std::cout, format_argument(arguments.format), terminal_of(1)); }

int list_alerts(RuntimeState& state, const StateArguments& arguments) {
  const bool cards = arguments.format.empty() ? terminal_of(1).interactive : arguments.format == "table";
  if (!cards && !arguments.format.empty() && arguments.format != "json" && arguments.format != "ndjson") {
    throw UsageError("--format: alerts are written as table or json, not '" + arguments.format + "'");
  }
  for (const std::string& json : state.newest_alerts(arguments.most)) {
    const auto alert = cards ? rules::read_alert_json(json) : std::nullopt;
    if (alert) write_alert_cards(std::cout, std::span(&*alert, 1), terminal_of(1));
    else std::cout << json << '\n';
  }
  return exit_ok;
}

int list_incidents(RuntimeState& state, const StateArguments& arguments) {
  TextTable table({{"Severity", Type::string},
                   {"Status", Type::string},
                   {"Alerts", Type::long_},
                   {"First", Type::datetime},
                   {"Last", Type::datetime},
                   {"Incident", Type::string},
                   {"Title", Type::string}});
  for (const rules::Incident& incident : state.incidents()) {
    table.add({Value::string(std::string(rules::name_of(incident.severity))), Value::string(incident.status == rules::IncidentStatus::open ? "open" : "closed"),
               count_value(incident.alert_ids.size()), time_value(incident.first_alert_time), time_value(incident.last_alert_time), Value::string(incident.id),
               Value::string(incident.title)});
  }
  write(table, arguments);
  return exit_ok;
}

int close_incident(RuntimeState& state, const StateArguments& arguments) {
  if (state.close_incident(arguments.incident)) return exit_ok;
  std::cerr << "kelpie: there is no incident '" << arguments.incident << "'; 'kelpie alerts incidents' lists them\n";
  return exit_refused;
}

int list_rules(RuntimeState& state, const StateArguments& arguments) {
  TextTable table({{"Rule", Type::string},
                   {"Version", Type::string},
                   {"State", Type::string},
                   {"Looked at until", Type::datetime},
                   {"Runs", Type::long_},
                   {"Alerts", Type::long_},
                   {"Slept", Type::long_},
                   {"Late", Type::long_},
                   {"Last run ms", Type::real},
                   {"Failure", Type::string}});
  bool sound = true;
  for (const auto& [id, progress] : state.rules()) {
    const rules::RuleState& rule = progress.state;
    sound = sound && !rule.disabled && rule.failures == 0;
    table.add({Value::string(rule.name), Value::string(rule.version), Value::string(rule.disabled ? "disabled" : rule.failure.empty() ? "well" : "failing"),
               time_value(progress.first_end == rule.next_end ? 0 : rule.next_end - progress.frequency), count_value(rule.runs), count_value(rule.alerts),
               count_value(rule.suppressed), count_value(rule.late_rows), Value::real(static_cast<double>(rule.last_run_microseconds) / 1000), Value::string(rule.failure)});
  }
  write(table, arguments);
  return sound ? exit_ok : exit_refused;
}

int list_outboxes(RuntimeState& state, const StateArguments& arguments) {
  TextTable table({{"Sink", Type::string}, {"Waiting", Type::long_}, {"Refused", Type::long_}, {"Reason", Type::string}});
  for (const RuntimeState::Outbox& outbox : state.outboxes()) {
    table.add({Value::string(outbox.sink), count_value(outbox.waiting), count_value(outbox.rejected), Value::string(outbox.reason)});
  }
  write(table, arguments);
  return exit_ok;
}

struct StateCommand {
  const char* name;
  const char* sentence;
  int (*action)(RuntimeState& state, const StateArguments& arguments);
};
constexpr StateCommand state_commands[] = {
    {"list", "The newest alerts that rules raised", list_alerts},
    {"incidents", "Incidents: what belongs together, open or closed", list_incidents},
    {"close", "Close an incident that was dealt with", close_incident},
    {"rules", "How each rule is doing: how far it is, what it raised, why it fails", list_rules},
    {"outbox", "Alerts that wait for their sinks, and those that were refused", list_outboxes},
};

}  // namespace

std::function<std::optional<int>()> add_rule_state_commands(CLI::App& alerts) {
  auto arguments = std::make_shared<StateArguments>();
  std::vector<std::pair<CLI::App*, const StateCommand*>> made;
  for (const StateCommand& one : state_commands) {
    CLI::App* const command = alerts.add_subcommand(one.name, one.sentence);
    command->add_option("--state", arguments->state, "The file of 'kelpie detect --follow'")->required()->type_name("FILE");
    const std::string_view name = one.name;
    if (name == "close") command->add_option("INCIDENT", arguments->incident, "Its id")->required();
    else command->add_option("--format", arguments->format, "table, json, csv or ndjson; default: table on a terminal, ndjson in a pipe");
    if (name == "list") command->add_option("--last", arguments->most, "How many (20)")->type_name("COUNT");
    made.emplace_back(command, &one);
  }
  return [arguments, made]() -> std::optional<int> {
    for (const auto& [command, one] : made) {
      if (!command->parsed()) continue;
      if (!std::filesystem::exists(arguments->state)) throw UsageError("--state: there is no file '" + arguments->state + "'; 'kelpie detect --follow' makes it");
      RuntimeState state(arguments->state);
      return one->action(state, *arguments);
    }
    return std::nullopt;
  };
}

}  // namespace kelpie::plugin
