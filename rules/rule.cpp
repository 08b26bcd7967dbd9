#include "rules/rule.hpp"

#include <algorithm>
#include <array>

namespace kelpie::rules {

namespace {

constexpr std::array<std::string_view, 4> severities = {"Informational", "Low", "Medium", "High"};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

parser::Span RulePlaces::of(std::string_view key) const {
  const auto at = std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.name == key; });
  return at == keys.end() ? start : at->span;
}
bool RulePlaces::has(std::string_view key) const {
  return std::any_of(keys.begin(), keys.end(), [&](const Key& one) { return one.name == key; });
}

parser::Span place_of(parser::Span in_text, std::span<const std::uint32_t> offsets) {
  if (offsets.empty()) return {};
  const std::size_t last = offsets.size() - 1;
  const std::size_t begin = std::min<std::size_t>(in_text.begin, last);
  const std::size_t end = std::min<std::size_t>(in_text.end, last);
  if (end <= begin) return {offsets[begin], offsets[begin]};
  // The end is that of the last byte inside: what stands between two lines of the text is not part of it.
  return {offsets[begin], offsets[end - 1] + 1};
}

std::string_view name_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::scheduled: return "Scheduled";
    case RuleKind::nrt: return "NRT";
    case RuleKind::hunting: break;
  }
  return "Hunting";
}

std::string_view name_of(AlertSeverity severity) { return severities[static_cast<std::size_t>(severity)]; }

std::optional<AlertSeverity> severity_named(std::string_view text) {
  for (std::size_t i = 0; i < severities.size(); ++i) {
    if (equal_ignoring_case(text, severities[i])) return static_cast<AlertSeverity>(i);
  }
  return std::nullopt;
}

std::string_view name_of(TriggerOperator trigger) {
  switch (trigger) {
    case TriggerOperator::greater_than: return "GreaterThan";
    case TriggerOperator::less_than: return "LessThan";
    case TriggerOperator::equal: return "Equal";
    case TriggerOperator::not_equal: break;
  }
  return "NotEqual";
}

std::string_view name_of(EventGrouping grouping) {
  return grouping == EventGrouping::single_alert ? "SingleAlert" : "AlertPerResult";
}

}  // namespace kelpie::rules
