#include <algorithm>
#include <iostream>

#include <CLI/CLI.hpp>

#include "plugin/cli/command.hpp"
#include "plugin/cli/rule_files.hpp"
#include "plugin/cli/session.hpp"
#include "rules/tooling/diff/compare_rules.hpp"
#include "rules/tooling/diff/difference_output.hpp"

namespace kelpie::plugin {

namespace {

struct DiffOptions {
  SharedOptions shared;
  std::string before, after;
  std::string format = "text";
  bool require_bump = false;
};

void write_text(std::string_view text, const Terminal& terminal) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const Colour colour = line.starts_with("    - ")             ? Colour::red
                          : line.starts_with("    + ")           ? Colour::green
                          : !line.empty() && line.front() != ' ' ? Colour::bold
                                                                 : Colour::none;
    std::cout << coloured(harmless(line), colour, terminal) << '\n';
    text.remove_prefix(std::min(end, text.size() - 1) + 1);
  }
}

int diff(const DiffOptions& options) {
  using rules::tooling::RuleDifference;
  if (options.format != "text" && options.format != "json")
    throw UsageError("--format: a difference is written as text or json, not '" + options.format + "'");
  const rules::LoadedRules before = load_rule_files({options.before}), after = load_rule_files({options.after});
  if (rules::has_errors(before.diagnostics) || rules::has_errors(after.diagnostics)) {
    std::cerr << "kelpie: rules with errors cannot be compared\n";
    return exit_refused;
  }
  const Session session(options.shared);
  const auto difference = rules::tooling::compare_rules(before.rules, after.rules, session.engine(), session.context());
  if (options.format == "json")
    std::cout << rules::tooling::difference_json(difference) << '\n';
  else
    write_text(rules::tooling::difference_text(difference), terminal_of(1));
  if (session.refused()) return exit_refused;
  const auto behind = std::count_if(difference.rules.begin(), difference.rules.end(),
                                    [](const RuleDifference& one) { return one.version_is_behind; });
  if (behind == 0 || !options.require_bump) return exit_ok;
  std::cout.flush();
  std::cerr << "kelpie: " << behind << (behind == 1 ? " rule needs" : " rules need") << " a higher version\n";
  return exit_refused;
}

}  // namespace

CommandAction add_diff(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<DiffOptions>();
  made = app.add_subcommand("diff", "Compare two sets of rules by meaning, and say which versions have to rise");
  made->footer(
      "Examples:\n"
      "  kelpie diff main/rules rules\n"
      "  kelpie diff --require-bump old.yaml new.yaml\n"
      "Layout, comments and the order of keys are no difference. Removed rules, another id and lost columns that the "
      "rule names are a major change; query,\n"
      "schedule, trigger, severity, entities, details and incidents a minor one; texts a patch. A difference is no "
      "failure: the exit code is 0, with\n"
      "--require-bump 1 where a version rose by less.");
  made->add_option("old", options->before, "Rule file or folder as it was")->required()->type_name("OLD");
  made->add_option("new", options->after, "... and as it is")->required()->type_name("NEW");
  made->add_option("--format", options->format, "text or json; default: text");
  made->add_flag("--require-bump", options->require_bump,
                 "Exit 1 when a rule's version rose by less than its change asks for");
  made->add_option("--schemas", options->shared.schemas,
                   "Tables of your own, so that result columns are known: a schema file or a folder of them")
      ->type_name("PATH")
      ->allow_extra_args(false);
  made->add_option("--functions", options->shared.functions,
                   "Stored functions that queries call: a .kql file or a folder of them")
      ->type_name("PATH")
      ->allow_extra_args(false);
  return [options] { return diff(*options); };
}

}  // namespace kelpie::plugin
