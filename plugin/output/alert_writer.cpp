#include "plugin/output/alert_writer.hpp"

#include <ostream>
#include <string>
#include <vector>

#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

Colour colour_of(rules::AlertSeverity severity) {
  switch (severity) {
    case rules::AlertSeverity::high: return Colour::red;
    case rules::AlertSeverity::medium: return Colour::yellow;
    case rules::AlertSeverity::low: return Colour::blue;
    case rules::AlertSeverity::informational: break;
  }
  return Colour::dim;
}

/// 2026-03-01 08:05 UTC
std::string minute_text(std::int64_t ticks) {
  std::string text = tables::datetime_text(ticks).substr(0, 16);
  text[10] = ' ';
  return text + " UTC";
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ", ") + harmless(value);
  return text;
}

/// A text of several lines as one paragraph.
std::string paragraph(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return harmless(text);
}

/// A label and its text, wrapped at blanks under itself.
void write_field(std::ostream& out, std::string_view label, const std::string& text, const Terminal& terminal) {
  constexpr std::size_t indent = 13;
  if (text.empty()) return;
  const std::size_t room = std::max<std::size_t>(30, terminal.width - indent);
  out << "  " << coloured(std::string(label) + std::string(indent - 2 - label.size(), ' '), Colour::dim, terminal);
  std::size_t used = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t blank = rest.find(' ');
    const std::string_view word = rest.substr(0, blank);
    const std::size_t width = display_width(word);
    if (used > 0 && used + 1 + width > room) {
      out << '\n' << std::string(indent, ' ');
      used = 0;
    }
    if (used > 0) out << ' ';
    out << word;
    used += width + (used > 0 ? 1 : 0);
    rest = blank == std::string_view::npos ? std::string_view{} : rest.substr(blank + 1);
  }
  out << '\n';
}

std::string entities_text(const rules::Alert& alert) {
  constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t i = 0; i < alert.entities.size() && i < most; ++i) {
    const rules::AlertEntity& entity = alert.entities[i];
    text += (text.empty() ? "" : "; ") + entity.type + " ";
    for (std::size_t k = 0; k < entity.identifiers.size(); ++k) text += (k > 0 ? " / " : "") + harmless(entity.identifiers[k].second);
  }
  if (alert.entities.size() > most) text += "; and " + std::to_string(alert.entities.size() - most) + " more";
  return text;
}

}  // namespace

void write_alert_cards(std::ostream& out, std::span<const rules::Alert> alerts, const Terminal& terminal) {
  for (const rules::Alert& alert : alerts) {
    std::string severity(rules::name_of(alert.severity));
    out << coloured(severity, colour_of(alert.severity), terminal) << "  " << coloured(harmless(alert.title), Colour::bold, terminal) << '\n';
    write_field(out, "when", minute_text(alert.window_start) + " to " + minute_text(alert.window_end), terminal);
    write_field(out, "who, what", entities_text(alert), terminal);
    for (const rules::AlertDetail& detail : alert.custom_details) {
      const std::string label = detail.name.size() > 10 ? "detail" : detail.name;
      write_field(out, label, (detail.name.size() > 10 ? detail.name + ": " : "") + joined(detail.values), terminal);
    }
    write_field(out, "why", paragraph(alert.description), terminal);
    write_field(out, "tactics", joined(alert.tactics) + (alert.techniques.empty() ? "" : " (" + joined(alert.techniques) + ")"), terminal);
    write_field(out, "rows", std::to_string(alert.row_count), terminal);
    write_field(out, "alert", alert.id + (alert.rule_name == alert.title ? "" : "  of rule " + harmless(alert.rule_name)), terminal);
    out << '\n';
  }
}

}  // namespace kelpie::plugin
