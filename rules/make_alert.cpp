#include "rules/make_alert.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/alert_entities.hpp"
#include "rules/tactics.hpp"
#include "rules/text_hash.hpp"
#include "rules/text_template.hpp"

namespace kelpie::rules {

namespace {

constexpr std::size_t most_values = 50;
constexpr std::size_t most_title_bytes = 256;
constexpr std::size_t most_description_bytes = 5 * 1024;

/// The rule's own text with the rows' values, or the text that it falls back to where that leaves nothing.
std::string alert_text(const TextTemplate& written, const std::string& otherwise, std::size_t most_bytes, const ResultRows& rows) {
  if (written.text.empty()) return cut_text(otherwise, most_bytes);
  std::string text = fill_template(written.text, most_bytes, [&](std::string_view column) {
    return fmt::format("{}", fmt::join(distinct_texts(rows, column, most_values), ", "));
  });
  return text.find_first_not_of(" \t\r\n") == std::string::npos ? cut_text(otherwise, most_bytes) : text;
}

/// What the first row with a value says, if it is a severity.
AlertSeverity alert_severity(const Rule& rule, const ResultRows& rows) {
  const auto texts = distinct_texts(rows, rule.details.severity.column, 1);
  return texts.empty() ? rule.severity : severity_named(texts.front()).value_or(rule.severity);
}

/// What the rows say: names with commas between them, or arrays of names.
std::vector<std::string> alert_tactics(const Rule& rule, const ResultRows& rows) {
  std::vector<std::string> tactics;
  for (const std::string& text : distinct_texts(rows, rule.details.tactics.column, most_values)) {
    std::string word;
    for (const char c : text + ",") {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
        word += c;
      } else if (c != ' ') {
        const auto tactic = tactic_named(word);
        if (tactic && std::find(tactics.begin(), tactics.end(), *tactic) == tactics.end()) tactics.emplace_back(*tactic);
        word.clear();
      }
    }
  }
  return tactics.empty() ? rule.tactics : tactics;
}

std::vector<AlertDetail> details_of(const std::vector<NamedValue>& named, const ResultRows& rows) {
  std::vector<AlertDetail> details;
  for (const NamedValue& one : named) details.push_back({one.name, distinct_texts(rows, one.column.column, most_values)});
  return details;
}

}  // namespace

std::string alert_id(const Rule& rule, std::int64_t window_end, std::string_view grouping_key) {
  // Lengths stand before the parts, so that no two lists of parts make one text.
  std::string text;
  for (const std::string_view part : {std::string_view(rule.id), std::string_view(rule.version), grouping_key}) {
    text += fmt::format("{}:", part.size());
    text += part;
  }
  text += fmt::format("{}", window_end);
  return text_hash(text);
}

std::string row_key(std::string content, std::size_t earlier) {
  return earlier == 0 ? std::move(content) : fmt::format("{}#{}", content, earlier);
}

Alert make_alert(const Rule& rule, const ResultRows& rows, executor::TimeWindow window, std::string_view grouping_key) {
  Alert alert;
  alert.id = alert_id(rule, window.to, grouping_key);
  alert.rule_id = rule.id;
  alert.rule_name = rule.name;
  alert.rule_version = rule.version;
  alert.rule_kind = rule.kind;
  alert.severity = alert_severity(rule, rows);
  alert.tactics = alert_tactics(rule, rows);
  alert.techniques = rule.techniques;
  alert.title = alert_text(rule.details.title, rule.name, most_title_bytes, rows);
  alert.description = alert_text(rule.details.description, rule.description, most_description_bytes, rows);
  alert.entities = alert_entities(rule, rows);
  alert.custom_details = details_of(rule.custom_details, rows);
  alert.properties = details_of(rule.details.properties, rows);
  alert.window_start = window.from;
  alert.window_end = window.to;
  alert.row_count = rows.count;
  for_each_row({rows.table, rows.first, std::min(rows.count, alert_sample_rows)}, [&](const executor::Batch& batch, std::size_t row) {
    alert.rows.push_back(row_json(*rows.table, batch, row));
    return true;
  });
  return alert;
}

}  // namespace kelpie::rules
