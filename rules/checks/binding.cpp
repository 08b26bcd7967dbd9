#include "rules/checks/binding.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "rules/checks/detail/tables_in_syntax.hpp"

namespace kelpie::rules {

namespace {

/// Columns that Azure Monitor adds to every table and that describe the record, not the event ("Standard columns in
/// Azure Monitor Logs").
constexpr std::array<std::string_view, 6> standard_columns = {"_ItemId",         "_IsBillable", "_BilledSize",
                                                              "_SubscriptionId", "_ResourceId", "_TimeReceived"};

constexpr std::string_view give_schema = "describe it in a file and give it with --schemas";

std::string_view text_at(const RuleDiagnostic& one) {
  const std::string_view text = one.source->text;
  const parser::Span span = one.diagnostic.span;
  return span.begin < span.end && span.end <= text.size() ? text.substr(span.begin, span.end - span.begin)
                                                          : std::string_view();
}

class BindingFindings {
 public:
  BindingFindings(const CheckedQuery& query, bool strict, RuleDiagnostics& into) : strict_(strict), into_(into) {
    for (const detail::TableInSyntax& table : detail::tables_in(query.syntax))
      tables_.insert(query.in_file(table.span).begin);
  }

  bool tell(RuleDiagnostics told) {
    for (RuleDiagnostic& one : told) sort(std::move(one));
    // No part is left: each was told by itself.
    if (unions_.size() > 0 && parts_ == 0) tell_unions();
    for (RuleDiagnostic& one : others_) {
      // A column that nobody knows may be one of a table of which nothing is known.
      if (missing_ && !strict_ && one.diagnostic.code == "KS142") continue;
      into_.push_back(std::move(one));
    }
    return !missing_;
  }

 private:
  void sort(RuleDiagnostic one) {
    const parser::Diagnostic& diagnostic = one.diagnostic;
    const std::string_view name = text_at(one);
    if (diagnostic.code != "KS142" && diagnostic.code != "KS211") {
      others_.push_back(std::move(one));
    } else if (diagnostic.severity == parser::Severity::warning) {
      ++parts_;
      missing(std::move(one),
              "This part of the union needs a table or function of which nothing is known; it is left out.",
              std::string(give_schema));
    } else if (diagnostic.message.starts_with("None of the tables")) {
      missing_ = true;
      unions_.push_back(std::move(one));
    } else if (tables_.contains(diagnostic.span.begin)) {
      std::string message = fmt::format("No {} is known of '{}'; what depends on it is not checked.",
                                        diagnostic.code == "KS211" ? "function" : "schema", name);
      std::string hint = diagnostic.hint.empty() ? std::string(give_schema) : diagnostic.hint;
      missing(std::move(one), std::move(message), std::move(hint));
    } else if (std::find(standard_columns.begin(), standard_columns.end(), name) != standard_columns.end()) {
      std::string message =
          fmt::format("'{}' is added by Azure Monitor when it stores a record; events do not have it.", name);
      change(one, detail::uncollected_column, std::move(message),
             "the rule runs in Sentinel, but not here; use the event's own id");
      into_.push_back(std::move(one));
    } else {
      others_.push_back(std::move(one));
    }
  }

  static void change(RuleDiagnostic& one, const Check& check, std::string message, std::string hint) {
    one.diagnostic.code = check.code;
    one.diagnostic.severity = check.severity;
    one.diagnostic.message = std::move(message);
    one.diagnostic.hint = std::move(hint);
  }

  void missing(RuleDiagnostic one, std::string message, std::string hint) {
    missing_ = true;
    const bool was_error = one.diagnostic.severity == parser::Severity::error;
    change(one, detail::missing_table, std::move(message), std::move(hint));
    if (strict_ && was_error) one.diagnostic.severity = parser::Severity::error;
    into_.push_back(std::move(one));
  }

  void tell_unions() {
    for (RuleDiagnostic& one : unions_) {
      missing(std::move(one), "No table of this union is known; what depends on it is not checked.",
              std::string(give_schema));
    }
  }

  bool strict_;
  RuleDiagnostics& into_;
  std::set<std::uint32_t> tables_;  // where in the file a table is named
  RuleDiagnostics others_, unions_;
  std::size_t parts_ = 0;  // of unions, left out
  bool missing_ = false;
};

}  // namespace

bool tell_binding(const CheckedQuery& query, RuleDiagnostics told, bool strict, RuleDiagnostics& into) {
  return BindingFindings(query, strict, into).tell(std::move(told));
}

namespace detail {
const Check missing_table{.code = "KR301",
                          .name = "missing-table",
                          .sentence = "Nothing is known of a table or function that the query reads."};
const Check uncollected_column{.code = "KR302",
                               .name = "uncollected-column",
                               .sentence = "The column is one of Azure Monitor's, not of the events."};
}  // namespace detail

}  // namespace kelpie::rules
