#include "rules/findings/report.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "rules/findings/fingerprint.hpp"
#include "rules/findings/placed_file.hpp"
#include "rules/findings/suppressions.hpp"

namespace kelpie::rules {

namespace {

/// Findings of one file that are told; a file with more of them is no rule file.
constexpr std::size_t most_findings = 500;

/// The file is not YAML as far as it should be: no key leads to what is wrong.
bool is_unreadable(std::string_view code) { return code == "KR001" || code == "KR002" || code == "KR003"; }

using Severities = std::map<std::string, std::optional<parser::Severity>>;

/// One file with what was found in it.
class FileFindings {
 public:
  FileFindings(std::shared_ptr<const SourceFile> source, const Severities& severities)
      : source_(std::move(source)), file_(*source_), severities_(severities) {}

  void add(const parser::Diagnostic& diagnostic) {
    parser::Severity severity = diagnostic.severity;
    if (const auto at = severities_.find(diagnostic.code); at != severities_.end()) {
      if (!at->second) return;
      severity = *at->second;
    }
    Finding finding;
    finding.diagnostic = {source_, diagnostic};
    finding.diagnostic.diagnostic.severity = severity;
    const parser::Span span = diagnostic.span;
    finding.rule_id = file_.rule_text(span, "id");
    for (char& c : finding.rule_id)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;  // as loaded rules have it
    finding.rule_name = file_.rule_text(span, "name");
    finding.places = is_unreadable(diagnostic.code) ? std::vector<Place>{file_.file_place()} : file_.places(span);
    finding.begin = file_.lines().position(span.begin);
    finding.end = file_.lines().position(std::max(span.begin, span.end));
    findings_.push_back(std::move(finding));
  }

  /// All findings, with those about comments.
  std::vector<Finding> finish() {
    if (may_have_suppressions(source_->text)) suppress();
    std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
      return a.diagnostic.diagnostic.span.begin < b.diagnostic.diagnostic.span.begin;
    });
    return std::move(findings_);
  }

 private:
  void suppress() {
    Suppressions comments = read_suppressions(file_);
    for (Finding& finding : findings_) apply(comments.codes, finding);
    const std::size_t before = findings_.size();
    for (const parser::Diagnostic& problem : comments.problems) add(problem);
    for (const Suppression& comment : comments.codes) {
      if (!comment.used && !is_off(comment.code) && !comment.code.starts_with("KV")) add(unused(comment));
    }
    for (std::size_t i = before; i < findings_.size(); ++i) apply(comments.codes, findings_[i]);
  }

  [[nodiscard]] bool is_off(const std::string& code) const {
    const auto at = severities_.find(code);
    return at != severities_.end() && !at->second;
  }

  static parser::Diagnostic unused(const Suppression& comment) {
    const std::string where = comment.line == 0 ? "in this file" : fmt::format("in line {}", comment.line);
    return {parser::Severity::warning, "KV001",
            fmt::format("There is no '{}' {} that this comment could suppress.", comment.code, where), comment.span,
            "remove the code from the comment"};
  }

  std::shared_ptr<const SourceFile> source_;
  PlacedFile file_;
  const Severities& severities_;
  std::vector<Finding> findings_;
};

/// What is to be said of each file; files without findings count where a comment may be.
struct FileEntry {
  std::shared_ptr<const SourceFile> source;
  std::vector<const parser::Diagnostic*> diagnostics;
  std::vector<ReportedRule> rules;
};
using Entries = std::map<std::string, FileEntry>;

Entries entries_of(const LoadedRules& loaded, const Validation& validation) {
  Entries entries;
  const auto entry = [&](const std::shared_ptr<const SourceFile>& source) -> FileEntry& {
    FileEntry& one = entries[source->path];
    if (one.source == nullptr || one.source->text.empty()) one.source = source;
    return one;
  };
  for (const Rule& rule : loaded.rules) entry(rule.source).rules.push_back({rule.id, rule.name});
  for (const RuleDiagnostic& one : validation.findings) {
    if (one.source != nullptr) entry(one.source).diagnostics.push_back(&one.diagnostic);
  }
  return entries;
}

void add_all(const std::vector<const parser::Diagnostic*>& diagnostics, FileFindings& into) {
  const std::size_t told = std::min(diagnostics.size(), most_findings);
  for (std::size_t i = 0; i < told; ++i) into.add(*diagnostics[i]);
  if (told == diagnostics.size()) return;
  auto worst = parser::Severity::note;
  for (std::size_t i = told; i < diagnostics.size(); ++i) worst = std::min(worst, diagnostics[i]->severity);
  into.add({worst,
            "KV003",
            fmt::format("{} more findings of this file are not told.", diagnostics.size() - told),
            {},
            "mend those that are told first"});
}

/// Rules that were refused are known by their findings alone.
void add_refused_rules(const std::vector<Finding>& findings, std::vector<ReportedRule>& rules) {
  for (const Finding& finding : findings) {
    const auto same = [&](const ReportedRule& rule) { return rule.id == finding.rule_id; };
    if (std::none_of(rules.begin(), rules.end(), same)) rules.push_back({finding.rule_id, finding.rule_name});
  }
}

void judge(FindingsReport& report) {
  for (const Finding& finding : report.findings) {
    const parser::Diagnostic& diagnostic = finding.diagnostic.diagnostic;
    if (finding.state == FindingState::reported && at_least(diagnostic.severity, report.options.least_failing))
      report.fails = true;
  }
  const auto hidden = [&](const Finding& finding) {
    if (at_least(finding.diagnostic.diagnostic.severity, report.options.least_shown)) return false;
    if (finding.state == FindingState::reported) ++report.hidden;
    return true;
  };
  std::vector<Finding> shown;
  for (Finding& finding : report.findings) {
    if (!hidden(finding)) shown.push_back(std::move(finding));
  }
  report.findings = std::move(shown);
}

}  // namespace

std::size_t FindingsReport::count(parser::Severity severity) const {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [&](const Finding& one) {
    return one.state == FindingState::reported && one.diagnostic.diagnostic.severity == severity;
  }));
}
std::size_t FindingsReport::count(FindingState state) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [&](const Finding& one) { return one.state == state; }));
}

FindingsReport make_report(const LoadedRules& loaded, const Validation& validation, ReportOptions options) {
  FindingsReport report;
  report.options = std::move(options);
  report.rules = validation.rules;
  report.unreadable = std::any_of(validation.findings.begin(), validation.findings.end(),
                                  [](const RuleDiagnostic& one) { return one.diagnostic.code == "KR001"; });
  std::vector<std::string> paths;
  for (auto& [path, entry] : entries_of(loaded, validation)) {
    ReportedFile file{path, entry.rules};
    paths.push_back(path);
    if (!entry.diagnostics.empty() || may_have_suppressions(entry.source->text)) {
      FileFindings collected(entry.source, report.options.severities);
      add_all(entry.diagnostics, collected);
      std::vector<Finding> findings = collected.finish();
      add_refused_rules(findings, file.rules);
      std::move(findings.begin(), findings.end(), std::back_inserter(report.findings));
    }
    report.files.push_back(std::move(file));
  }
  set_fingerprints(report.findings);
  if (!report.options.baseline.path.empty()) report.obsolete = apply(report.options.baseline, paths, report.findings);
  judge(report);
  return report;
}

}  // namespace kelpie::rules
