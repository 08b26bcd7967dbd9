#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>

#include "plugin/cli/command.hpp"
#include "plugin/cli/rule_state_commands.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/output/json_writer.hpp"
#include "plugin/sinks/make_sink.hpp"
#include "plugin/sinks/test_alert.hpp"
#include "rules/alert_json.hpp"
#include "rules/payloads/payload.hpp"

namespace kelpie::plugin {

namespace {

using rules::Alert;
using rules::Delivery;
using rules::DeliveryResult;

struct SendArguments {
  std::vector<std::string> sinks;
  std::string file;
  std::string format;
  unsigned timeout = 30;  // seconds
  bool test = false;
};

/// Lines that are no alerts are told and make the exit code 1.
struct ReadAlerts {
  std::vector<Alert> alerts;
  std::size_t refused = 0;
};

ReadAlerts read_alerts(std::istream& in, const std::string& path) {
  ReadAlerts read;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (auto alert = rules::read_alert_json(line)) {
      read.alerts.push_back(std::move(*alert));
    } else {
      ++read.refused;
      std::cerr << harmless(path) << ':' << number
                << ": this line is no alert; lines as 'kelpie detect --format json' writes them are expected\n";
    }
  }
  return read;
}

ReadAlerts alerts_of(const SendArguments& arguments) {
  if (arguments.test) return {{test_alert(ticks_of_clock())}, 0};
  if (arguments.file == "-") return read_alerts(std::cin, "standard input");
  std::ifstream file(arguments.file, std::ios::binary);
  if (!file) throw UsageError("there is no file '" + arguments.file + "' that can be read");
  return read_alerts(file, arguments.file);
}

std::string_view name_of(DeliveryResult result) {
  switch (result) {
    case DeliveryResult::delivered:
      return "delivered";
    case DeliveryResult::rejected:
      return "rejected";
    case DeliveryResult::retry:
      break;
  }
  return "retry";
}

void write_json(std::ostream& out, const std::string& sink, const Alert& alert, const Delivery& delivery) {
  std::string line = "{\"sink\":";
  append_json_string(sink, line);
  line += ",\"alert\":";
  append_json_string(alert.id, line);
  line += ",\"result\":\"" + std::string(name_of(delivery.result)) + "\",\"reason\":";
  append_json_string(delivery.reason, line);
  if (delivery.retry_after) line += ",\"retryAfter\":" + std::to_string(delivery.retry_after->count());
  out << line << "}\n";
}

void write_line(std::ostream& out, const Alert& alert, const Delivery& delivery, const Terminal& terminal) {
  constexpr std::size_t width = 11;
  const Colour colour = delivery.result == DeliveryResult::delivered ? Colour::green
                        : delivery.result == DeliveryResult::retry   ? Colour::yellow
                                                                     : Colour::red;
  const std::string_view result = name_of(delivery.result);
  out << coloured(result, colour, terminal) << std::string(width - result.size(), ' ') << harmless(alert.id) << "  "
      << shortened(harmless(alert.title), 60);
  if (!delivery.reason.empty()) out << "\n" << std::string(width, ' ') << harmless(delivery.reason);
  if (delivery.retry_after) out << "; not before " << delivery.retry_after->count() << " s from now";
  out << '\n';
}

/// How many alerts came to which end, by DeliveryResult.
using Counts = std::array<std::size_t, 3>;

Counts send_to(rules::AlertSink& sink, const std::vector<Alert>& alerts, const SendArguments& arguments,
               std::ostream& out, const Terminal& terminal) {
  constexpr std::size_t at_once = 500;
  Counts counts{};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(arguments.timeout);
  for (std::size_t first = 0; first < alerts.size() && !interrupted(); first += at_once) {
    const std::span<const Alert> some = std::span(alerts).subspan(first, std::min(at_once, alerts.size() - first));
    const std::vector<Delivery> deliveries = sink.deliver(some, deadline);
    for (std::size_t i = 0; i < some.size(); ++i) {
      ++counts[static_cast<std::size_t>(deliveries.at(i).result)];
      if (arguments.format == "json")
        write_json(out, sink.name(), some[i], deliveries[i]);
      else
        write_line(out, some[i], deliveries[i], terminal);
    }
  }
  return counts;
}

int send(const SendArguments& arguments) {
  if (arguments.test != arguments.file.empty())
    throw UsageError("give a FILE of alerts, - for standard input, or --test");
  if (arguments.format != "table" && arguments.format != "json")
    throw UsageError("--format: table or json is expected, not '" + arguments.format + "'");
  std::vector<std::unique_ptr<rules::AlertSink>> sinks;
  try {
    for (const std::string& spec : arguments.sinks) sinks.push_back(make_sink(spec));
  } catch (const SinkError& wrong) {
    throw UsageError(std::string("--sink: ") + wrong.what());
  }
  const ReadAlerts read = alerts_of(arguments);
  // Where alerts go to standard output, nothing else does.
  const bool output_is_sink =
      std::any_of(sinks.begin(), sinks.end(), [](const auto& sink) { return sink->name() == "-"; });
  std::ostream& out = output_is_sink ? std::cerr : std::cout;
  const Terminal terminal = terminal_of(output_is_sink ? 2 : 1);
  bool all = read.refused == 0;
  for (const auto& sink : sinks) {
    const Counts counts = send_to(*sink, read.alerts, arguments, out, terminal);
    out.flush();
    const auto count = [&](DeliveryResult result) { return counts[static_cast<std::size_t>(result)]; };
    std::cerr << harmless(sink->name()) << ": " << count(DeliveryResult::delivered) << " delivered";
    if (count(DeliveryResult::retry) > 0)
      std::cerr << ", " << count(DeliveryResult::retry) << " not now (to be sent again)";
    if (count(DeliveryResult::rejected) > 0)
      std::cerr << ", " << count(DeliveryResult::rejected) << " refused by the receiver";
    std::cerr << '\n';
    all = all && count(DeliveryResult::delivered) == read.alerts.size();
  }
  if (interrupted()) return exit_interrupted;
  return all ? exit_ok : exit_refused;
}

std::string forms() {
  std::string text = "Sinks (docs/sinks.md says more):\n";
  for (const SinkScheme& scheme : sink_schemes())
    text += "  " + std::string(scheme.form) + "\n      " + std::string(scheme.description) + "\n";
  text += "Every sink takes payload=";
  for (const rules::Payload& payload : rules::all_payloads())
    text += (payload.name == rules::all_payloads().front().name ? "" : "|") + std::string(payload.name);
  return text +
         ".\nExamples:\n"
         "  kelpie alerts send --test --sink 'syslog+tls://log.example:6514?ca=ca.pem&payload=cef'\n"
         "  kelpie detect --rules rules/ --data exports/ --format json | kelpie alerts send --sink https://host/path "
         "-\n"
         "Each alert is tried once. The exit code is 0 when all were delivered, otherwise 1.";
}

}  // namespace

CommandAction add_alerts(CLI::App& app, CLI::App*& made) {
  auto arguments = std::make_shared<SendArguments>();
  made = app.add_subcommand("alerts", "Alerts, incidents and rules of 'detect --follow'; send alerts, or try whether they get there");
  made->require_subcommand(1);
  CLI::App* const command =
      made->add_subcommand("send", "Send alerts from a file, or a test alert, and say what became of each");
  command->footer(forms());
  command->add_option("--sink", arguments->sinks, "Where to send; repeatable")
      ->required()
      ->type_name("SINK")
      ->allow_extra_args(false);
  command->add_option("FILE", arguments->file, "Alerts, a JSON object a line; - for standard input");
  command->add_flag("--test", arguments->test, "Send a test alert instead");
  command->add_option("--timeout", arguments->timeout, "Seconds for each sink (30)")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 3600));
  arguments->format = "table";
  command->add_option("--format", arguments->format, "table (default) or json");
  const auto state = add_rule_state_commands(*made);
  return [arguments, state] {
    if (const auto done = state()) return *done;
    return send(*arguments);
  };
}

}  // namespace kelpie::plugin
