#include "rules/tooling/format/rule_sections.hpp"

#include <algorithm>
#include <iterator>

namespace kelpie::rules::tooling {

namespace {

using Role = LaidLine::Role;
using Lines = std::vector<LaidLine>;

constexpr std::string_view order[] = {
    "id",
    "name",
    "description",
    "description-detailed",
    "description_detailed",
    "severity",
    "status",
    "enabled",
    "requiredDataConnectors",
    "queryFrequency",
    "queryPeriod",
    "triggerOperator",
    "triggerThreshold",
    "startTimeUtc",
    "tactics",
    "relevantTechniques",
    "subTechniques",
    "threatAnalysisTactics",
    "threatAnalysisTechniques",
    "tags",
    "query",
    "entityMappings",
    "sentinelEntitiesMappings",
    "eventGroupingSettings",
    "customDetails",
    "alertDetailsOverride",
    "suppressionEnabled",
    "suppressionDuration",
    "incidentConfiguration",
    "version",
    "kind",
    "alertRuleTemplateName",
    "templateVersion",
    "metadata",
    "author",
    "source",
    "support",
    "categories",
};

bool is_blank(const LaidLine& line) { return line.role == Role::blank; }
bool is_comment(const LaidLine& line) { return line.role == Role::comment; }

/// Without blank lines at the ends, and with one for several.
Lines narrowed(Lines::const_iterator begin, Lines::const_iterator end) {
  while (begin != end && is_blank(*begin)) ++begin;
  while (begin != end && is_blank(*std::prev(end))) --end;
  Lines result;
  std::unique_copy(begin, end, std::back_inserter(result),
                   [](const LaidLine& a, const LaidLine& b) { return is_blank(a) && is_blank(b); });
  return result;
}

/// What stands between two keys.
struct Between {
  Lines above;  // belongs to the key above
  Lines below;
  bool blank = false;
};
Between parted(Lines::const_iterator begin, Lines::const_iterator end) {
  Between between;
  between.blank = std::any_of(begin, end, is_blank);
  auto cut = begin;
  if (between.blank) cut = std::find_if(begin, end, is_blank);
  between.above = Lines(begin, cut);
  between.below = narrowed(cut, end);
  return between;
}

void append(const Lines& lines, std::string& text) {
  for (const LaidLine& line : lines) {
    text += line.text;
    text += '\n';
  }
}

}  // namespace

RuleSections cut_into_sections(const Lines& lines, const YamlOutline& root) {
  RuleSections result;
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i + 1 < root.children.size(); i += 2) begins.push_back(root.children[i].line);
  begins.push_back(lines.size());
  const auto at = [&](std::size_t number) { return lines.begin() + static_cast<std::ptrdiff_t>(number); };

  auto top_end = at(begins.front());
  const bool attached = std::any_of(at(0), top_end, is_blank) && top_end != at(0) && is_comment(*std::prev(top_end));
  auto header_end = top_end;
  while (attached && header_end != at(0) && !is_blank(*std::prev(header_end))) --header_end;
  result.header = narrowed(at(0), header_end);
  Lines leading(header_end, top_end);
  result.blank_after_header = header_end != at(0) && is_blank(*std::prev(header_end));
  bool blank = false;
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    auto end = at(begins[i + 1]);
    while (std::prev(end) != at(begins[i]) &&
           (is_blank(*std::prev(end)) || (is_comment(*std::prev(end)) && std::prev(end)->text.front() == '#')))
      --end;
    Between between = parted(end, at(begins[i + 1]));
    const bool last = i + 2 == begins.size();
    result.sections.push_back({root.children[2 * i].text, blank, std::move(leading), narrowed(at(begins[i]), end), {}});
    if (last) {
      result.footer = narrowed(end, at(begins[i + 1]));
      result.blank_before_footer = !result.footer.empty() && is_blank(*end);
      break;
    }
    result.sections.back().trailing = std::move(between.above);
    leading = std::move(between.below);
    blank = between.blank;
  }
  return result;
}

void put_in_order(std::vector<RuleSection>& sections) {
  std::vector<std::pair<std::ptrdiff_t, RuleSection>> ranked;
  std::ptrdiff_t rank = -1;
  for (RuleSection& section : sections) {
    const auto* known = std::find(std::begin(order), std::end(order), section.key);
    if (known != std::end(order)) rank = known - std::begin(order);
    ranked.emplace_back(rank, std::move(section));
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  sections.clear();
  for (auto& [known, section] : ranked) sections.push_back(std::move(section));
}

std::string joined(const RuleSections& document) {
  std::string text;
  append(document.header, text);
  bool parted = document.blank_after_header;
  for (const RuleSection& section : document.sections) {
    const bool first = &section == &document.sections.front();
    if (!text.empty() && (parted || (!first && section.blank_before))) text += '\n';
    append(section.leading, text);
    append(section.lines, text);
    append(section.trailing, text);
    parted = !section.trailing.empty();
  }
  if (document.blank_before_footer || (parted && !document.footer.empty())) text += '\n';
  append(document.footer, text);
  return text;
}

}  // namespace kelpie::rules::tooling
