#include <algorithm>

#include <fmt/format.h>

#include "rules/tooling/diff/difference_output.hpp"

namespace kelpie::rules::tooling {

namespace {

using Kind = RuleDifference::Kind;
using Values = std::vector<std::string>;

constexpr std::size_t longest_in_line = 60;  // of a value that stands on the field's line

bool fits_in_line(const Values& values) {
  return values.empty() || (values.size() == 1 && values.front().size() <= longest_in_line &&
                            values.front().find('\n') == std::string::npos);
}
std::string in_line(const Values& values) { return values.empty() ? "(none)" : values.front(); }

/// Each line of a value after a sign.
void write_signed(char sign, std::string_view value, std::string& text) {
  do {
    const std::size_t end = std::min(value.find('\n'), value.size());
    text += fmt::format("    {} {}\n", sign, value.substr(0, end));
    value.remove_prefix(std::min(end + 1, value.size()));
  } while (!value.empty());
}

void write_list(char sign, const Values& values, const Values& others, std::string& text) {
  for (const std::string& value : values) {
    if (std::find(others.begin(), others.end(), value) == others.end()) write_signed(sign, value, text);
  }
}

void write_field(const FieldChange& change, std::string& text) {
  if (fits_in_line(change.before) && fits_in_line(change.after)) {
    text += fmt::format("  {}: {} -> {}\n", change.field, in_line(change.before), in_line(change.after));
    return;
  }
  std::string lines;
  write_list('-', change.before, change.after, lines);
  write_list('+', change.after, change.before, lines);
  text += fmt::format("  {}:{}\n{}", change.field, lines.empty() ? " the order is another" : "", lines);
}

void write_query(const RuleDifference& difference, std::string& text) {
  text += "  query:\n";
  for (const DiffLine& line : difference.query) {
    if (line.kind == DiffLine::Kind::skipped)
      text += "      ...\n";
    else
      text += fmt::format("    {} {}\n",
                          line.kind == DiffLine::Kind::removed ? '-'
                          : line.kind == DiffLine::Kind::added ? '+'
                                                               : ' ',
                          line.text);
  }
  if (difference.query.empty()) text += "    the same when formatted\n";
}

std::string version_of(const Rule& rule) { return rule.version.empty() ? "(none)" : rule.version; }

void write_version(const RuleDifference& difference, std::string& text) {
  const std::string& before = difference.before->version;
  const std::string& after = difference.after->version;
  text += fmt::format("  version: {}", version_of(*difference.before));
  if (before != after) text += fmt::format(" -> {}", version_of(*difference.after));
  if (difference.version_is_behind) {
    const bool fell = difference.deserved == VersionBump::none;
    text += fell ? "; a version does not fall"
                 : fmt::format("; this is a {} change: at least {} is due", name_of(difference.deserved),
                               raised(before, difference.deserved));
  } else if (difference.deserved != VersionBump::none) {
    text += fmt::format(" ({} change)", name_of(difference.deserved));
  }
  text += '\n';
}

void write_changed(const RuleDifference& difference, std::string& text) {
  write_version(difference, text);
  for (const FieldChange& change : difference.changes) {
    if (change.field == "query")
      write_query(difference, text);
    else
      write_field(change, text);
  }
  for (const std::string& column : difference.lost_columns)
    text += fmt::format("  the column {} is gone, which the rule named\n", column);
}

void write_head(std::string_view what, const Rule& rule, std::string& text) {
  text += fmt::format("{} {}\n  {}  {}\n", what, rule.name, rule.id, rule.source->path);
}

}  // namespace

std::string difference_text(const RuleSetDifference& difference) {
  std::string text;
  std::size_t counts[3] = {};
  for (const RuleDifference& one : difference.rules) {
    ++counts[static_cast<std::size_t>(one.kind)];
    if (one.kind == Kind::added) write_head("added  ", *one.after, text);
    if (one.kind == Kind::removed) write_head("removed", *one.before, text);
    if (one.kind == Kind::changed) {
      write_head("changed", *one.after, text);
      write_changed(one, text);
    }
    text += '\n';
  }
  text += fmt::format("{} added, {} removed, {} changed, {} unchanged", counts[0], counts[1], counts[2],
                      difference.unchanged);
  if (difference.deserved != VersionBump::none) text += fmt::format(": a {} change", name_of(difference.deserved));
  return text + '\n';
}

}  // namespace kelpie::rules::tooling
