#include <algorithm>

#include <fmt/format.h>

#include "rules/tooling/coverage/coverage_output.hpp"
#include "tables/dynamic.hpp"

namespace kelpie::rules::tooling {

namespace {

using Builder = tables::DynamicBuilder;

constexpr std::string_view colours[] = {"#e3f2e1", "#74c476", "#00591f"};

void write(std::string_view key, std::string_view text, Builder& builder) {
  builder.key(key);
  builder.string(text);
}
void write(std::string_view key, std::size_t number, Builder& builder) {
  builder.key(key);
  builder.long_(static_cast<std::int64_t>(number));
}
void write_metadata(std::string_view name, std::string_view value, Builder& builder) {
  builder.begin_bag();
  write("name", name, builder);
  write("value", value, builder);
  builder.end_bag();
}

/// T1078 or T1078.004.
bool is_technique(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (text.size() != 5 && text.size() != 9) return false;
  return text.front() == 'T' && digits(text.substr(1, 4)) &&
         (text.size() == 5 || (text[5] == '.' && digits(text.substr(6))));
}

std::size_t score_of(const TechniqueCoverage& technique) { return technique.rules.size() - technique.disabled(); }

std::string comment_of(const TechniqueCoverage& technique) {
  std::string text;
  for (const Rule* rule : technique.rules) {
    const std::string_view state = !rule->enabled                    ? "disabled"
                                   : rule->kind == RuleKind::hunting ? "hunting"
                                                                     : name_of(rule->severity);
    text += fmt::format("{}{} ({})", text.empty() ? "" : "\n", rule->name, state);
  }
  return text;
}

void write_technique(std::string_view tactic, const TechniqueCoverage& technique, Builder& builder) {
  builder.begin_bag();
  write("techniqueID", technique.technique, builder);
  write("tactic", navigator_tactic(tactic), builder);
  write("score", score_of(technique), builder);
  write("comment", comment_of(technique), builder);
  builder.key("enabled");
  builder.boolean(true);
  builder.key("metadata");
  builder.begin_array();
  write_metadata("enabled rules", std::to_string(technique.enabled()), builder);
  write_metadata("hunting queries", std::to_string(technique.hunting()), builder);
  if (const std::string severities = technique.severities(); !severities.empty())
    write_metadata("severity", severities, builder);
  builder.end_array();
  builder.end_bag();
}

/// Calls f(tactic, technique) for all that the matrix has a place for.
template <typename F>
void for_each_place(const Coverage& coverage, F&& f) {
  const auto known = enterprise_tactics();
  for (const TacticCoverage& tactic : coverage.tactics) {
    if (std::find(known.begin(), known.end(), tactic.tactic) == known.end()) continue;
    for (const TechniqueCoverage& technique : tactic.techniques) {
      if (is_technique(technique.technique)) f(tactic, technique);
    }
  }
}

void write_view(std::size_t highest, Builder& builder) {
  builder.key("layout");
  builder.begin_bag();
  write("layout", "side", builder);
  write("aggregateFunction", "sum", builder);
  write("expandedSubtechniques", "annotated", builder);
  builder.end_bag();
  builder.key("gradient");
  builder.begin_bag();
  builder.key("colors");
  builder.begin_array();
  for (const std::string_view colour : colours) builder.string(colour);
  builder.end_array();
  write("minValue", 0, builder);
  write("maxValue", std::max<std::size_t>(highest, 1), builder);
  builder.end_bag();
}

}  // namespace

std::string navigator_tactic(std::string_view tactic) {
  std::string name;
  for (const char c : tactic) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (capital && !name.empty()) name += '-';
    name += capital ? static_cast<char>(c + 32) : c;
  }
  return name;
}

std::string navigator_layer(const Coverage& coverage) {
  Builder builder;
  builder.begin_bag();
  write("name", "Detection coverage", builder);
  builder.key("versions");
  builder.begin_bag();
  write("navigator", "4.9.0", builder);
  write("layer", "4.5", builder);
  builder.end_bag();
  write("domain", "enterprise-attack", builder);
  write("description",
        fmt::format("How many of {} rules show a technique; written by kelpie coverage.", coverage.rules), builder);
  write("sorting", 3, builder);
  std::size_t highest = 0;
  for_each_place(coverage, [&](const auto&, const TechniqueCoverage& technique) {
    highest = std::max(highest, score_of(technique));
  });
  write_view(highest, builder);
  builder.key("techniques");
  builder.begin_array();
  for_each_place(coverage, [&](const TacticCoverage& tactic, const TechniqueCoverage& technique) {
    write_technique(tactic.tactic, technique, builder);
  });
  builder.end_array();
  builder.key("metadata");
  builder.begin_array();
  write_metadata("rules", std::to_string(coverage.rules), builder);
  const auto without = coverage.tactics_without_rules();
  if (!without.empty()) write_metadata("tactics without rules", fmt::format("{}", fmt::join(without, ", ")), builder);
  builder.end_array();
  builder.end_bag();
  return tables::to_json(tables::DynamicView(builder.bytes()));
}

}  // namespace kelpie::rules::tooling
