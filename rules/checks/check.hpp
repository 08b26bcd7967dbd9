#pragma once

#include <span>
#include <string>
#include <string_view>

#include "parser/ast.hpp"
#include "rules/compile.hpp"
#include "rules/rule.hpp"
#include "rules/rule_diagnostic.hpp"

namespace kelpie::rules {

struct Check;

/// Takes what one check finds. Spans are in the rule's file unless the function says otherwise.
class Findings {
 public:
  Findings(const Check& check, RuleDiagnostics& into) : check_(check), into_(into) {}
  void tell(const Rule& rule, parser::Span span, std::string message, std::string hint = {});

 private:
  const Check& check_;
  RuleDiagnostics& into_;
};

/// A query as it is written, and what it means where it could be bound. Spans of syntax and plan are in `text`, not in
/// the file.
struct CheckedQuery {
  const Rule& rule;
  const RunQuery& text;
  const parser::Query& syntax;  // without an error in it
  const BoundRule* bound = nullptr;
  const executor::Engine& engine;
  std::int64_t now = 0;  // ticks; what the plan was bound for

  /// The place in the file of a place in the text.
  [[nodiscard]] parser::Span in_file(parser::Span in_text) const { return place_of(in_text, text.offsets); }
  /// A place in a stored function is none in the text.
  [[nodiscard]] bool holds(parser::Span span) const { return !span.empty() && span.end <= text.text.size(); }
};

/// One thing that can be wrong with a rule. What it needs decides which function it has; one has none when loading or
/// binding tells it.
struct Check {
  std::string_view code;      // stable: "KR401"
  std::string_view name;      // "technique-of-another-tactic"
  std::string_view sentence;  // what is wrong
  parser::Severity severity = parser::Severity::warning;
  void (*of_rule)(const Rule& rule, Findings& findings) = nullptr;
  void (*of_syntax)(const CheckedQuery& query, Findings& findings) = nullptr;  // also when the query does not bind
  void (*of_plan)(const CheckedQuery& query, Findings& findings) = nullptr;    // query.bound is there
  void (*of_all)(std::span<const Rule> rules, Findings& findings) = nullptr;
};

/// Every check, in order of the codes: the list is in checks.cpp. Those without a function are told by load_rules() and
/// compile_rule().
[[nodiscard]] std::span<const Check> all_checks();

/// Whether Microsoft's continuous integration refuses a rule with this finding, although it can be run: load_rules()
/// warns of it, and validate() makes it an error.
[[nodiscard]] bool refused_by_ci(std::string_view code);

}  // namespace kelpie::rules
