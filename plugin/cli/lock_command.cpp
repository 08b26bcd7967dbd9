#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <map>

#include <CLI/CLI.hpp>

#include "plugin/cli/command.hpp"
#include "plugin/cli/rule_files.hpp"
#include "plugin/cli/session.hpp"
#include "plugin/cli/written_file.hpp"
#include "rules/tooling/lock/compare_lock.hpp"

namespace kelpie::plugin {

namespace {

using rules::tooling::LockFinding;
using rules::tooling::LockState;

struct LockOptions {
  std::vector<std::string> paths;
  std::string file = "kelpie.lock";
  bool check = false, update = false, force = false, strict = false;
};

/// The rules as they are; nothing where one cannot be read, which is told.
std::optional<rules::tooling::LockedRules> rules_now(const rules::LoadedRules& loaded) {
  rules::RuleDiagnostics diagnostics;
  rules::tooling::LockedRules now = rules::tooling::lock_rules(loaded.rules, diagnostics);
  tell_errors(diagnostics);
  if (rules::has_errors(diagnostics) || rules::has_errors(loaded.diagnostics)) return std::nullopt;
  return now;
}

/// What the lock file says; nothing where it is damaged, which is told.
std::optional<rules::tooling::LockedRules> rules_locked(const std::string& file) {
  rules::tooling::LockFile lock = rules::tooling::read_lock(read_text(file));
  for (const auto& problem : lock.problems) std::cerr << file << ':' << problem.line << ": " << problem.message << '\n';
  if (!lock.problems.empty()) return std::nullopt;
  return std::move(lock.rules);
}

std::string version_text(const std::string& version) { return version.empty() ? "without version" : harmless(version); }

void write_findings(const std::vector<LockFinding>& findings, const std::vector<rules::Rule>& loaded,
                    std::ostream& out) {
  static constexpr std::array<std::string_view, 6> heads{"The query changed, the version did not:",
                                                         "The content changed, the version did not:",
                                                         "The version fell:",
                                                         "Changed, with a new version:",
                                                         "New:",
                                                         "Gone:"};
  std::map<std::string_view, const rules::Rule*> by_id;
  for (const rules::Rule& rule : loaded) by_id[rule.id] = &rule;
  const LockFinding* last = nullptr;
  for (const LockFinding& finding : findings) {
    if (last == nullptr || last->state != finding.state) out << heads[static_cast<std::size_t>(finding.state)] << '\n';
    last = &finding;
    const auto rule = by_id.find(finding.id);
    out << "  " << finding.id << "  ";
    if (finding.state == LockState::gone) {
      out << version_text(finding.locked_version) << '\n';
      continue;
    }
    if (finding.locked_version != finding.version && finding.state != LockState::added)
      out << version_text(finding.locked_version) << " -> ";
    out << version_text(finding.version);
    if (rule != by_id.end())
      out << "  " << harmless(rule->second->name) << " (" << harmless(rule->second->source->path) << ')';
    out << '\n';
  }
}

int check(const LockOptions& options, const rules::LoadedRules& loaded) {
  if (!std::filesystem::exists(options.file)) {
    throw UsageError("there is no lock file '" + options.file + "'; kelpie lock --update makes one");
  }
  const auto now = rules_now(loaded);
  const auto locked = rules_locked(options.file);
  if (!now || !locked) return exit_refused;
  const std::vector<LockFinding> findings = rules::tooling::compare_with_lock(*locked, *now);
  write_findings(findings, loaded.rules, std::cout);
  std::cout.flush();
  const auto failing =
      std::count_if(findings.begin(), findings.end(), [](const LockFinding& one) { return one.fails(); });
  if (failing > 0) {
    std::cerr << "kelpie: " << failing << (failing == 1 ? " rule needs" : " rules need") << " a higher version\n";
    return exit_refused;
  }
  if (findings.empty())
    std::cerr << now->size() << " rules are as locked\n";
  else
    std::cerr << "'" << options.file << "' is not up to date; kelpie lock --update writes it\n";
  return options.strict && !findings.empty() ? exit_refused : exit_ok;
}

int update(const LockOptions& options, const rules::LoadedRules& loaded) {
  const auto now = rules_now(loaded);
  if (!now) {
    std::cerr << "kelpie: there are rules with errors, so nothing was written\n";
    return exit_refused;
  }
  std::optional<rules::tooling::LockedRules> locked = rules::tooling::LockedRules();
  if (std::filesystem::exists(options.file)) locked = rules_locked(options.file);
  if (!locked && !options.force) {
    std::cerr << "kelpie: '" << options.file
              << "' is damaged, so nothing was written; mend it, or write it anew with --force\n";
    return exit_refused;
  }
  if (!locked) locked.emplace();
  std::vector<LockFinding> findings = rules::tooling::compare_with_lock(*locked, *now);
  if (!options.force) {
    std::vector<LockFinding> forbidding;
    std::copy_if(findings.begin(), findings.end(), std::back_inserter(forbidding),
                 [](const LockFinding& one) { return one.forbids_update(); });
    if (!forbidding.empty()) {
      write_findings(forbidding, loaded.rules, std::cout);
      std::cout.flush();
      std::cerr << "kelpie: nothing was written; raise the version" << (forbidding.size() == 1 ? "" : "s")
                << ", or lock all as they are with --force\n";
      return exit_refused;
    }
  }
  write_findings(findings, loaded.rules, std::cout);
  std::cout.flush();
  const std::string text = rules::tooling::lock_text(*now);
  if (std::filesystem::exists(options.file) && read_text(options.file) == text) {
    std::cerr << "'" << options.file << "' is up to date: " << now->size() << " rules\n";
    return exit_ok;
  }
  replace_file(options.file, text);
  std::cerr << "'" << options.file << "' written: " << now->size() << " rules\n";
  return exit_ok;
}

int lock(const LockOptions& options) {
  if (options.check && options.update) throw UsageError("--check and --update exclude each other");
  if (options.force && !options.update) throw UsageError("--force goes with --update");
  if (options.strict && options.update) throw UsageError("--strict goes with --check");
  const rules::LoadedRules loaded = load_rule_files(options.paths);
  return options.update ? update(options, loaded) : check(options, loaded);
}

}  // namespace

CommandAction add_lock(CLI::App& app, CLI::App*& made) {
  auto options = std::make_shared<LockOptions>();
  made = app.add_subcommand("lock", "Hold rules and versions together: who changes a rule raises its version");
  made->footer(
      "Examples:\n"
      "  kelpie lock rules/ --update     write kelpie.lock; commit it beside the rules\n"
      "  kelpie lock rules/ --check      in CI: exit 1 where a rule changed under its old version\n"
      "Name the same paths each time: a rule that is in none of them is gone. Layout and comments are no change.");
  made->add_option("paths", options->paths, "Rule files, or folders of .yaml and .yml files")
      ->required()
      ->type_name("PATH");
  made->add_option("--file", options->file, "The lock file; default: kelpie.lock")->type_name("FILE");
  made->add_flag("--check", options->check, "Compare and change nothing (the default)");
  made->add_flag("--strict", options->strict, "With --check: also exit 1 where the lock file is not up to date");
  made->add_flag("--update", options->update,
                 "Write the lock file; refused where a query changed under its old version, or a version fell");
  made->add_flag("--force", options->force, "With --update: write it all the same");
  return [options] { return lock(*options); };
}

}  // namespace kelpie::plugin
