#include "plugin/server/api/results/query_failure.hpp"

#include <algorithm>
#include <array>

namespace kelpie::server {

namespace {

/// The diagnostic that ended the query: of a text that is wrong the first error, of one that failed while running the
/// last.
const parser::Diagnostic* decisive(const QueryAnswer& answer) {
  const parser::Diagnostic* found = nullptr;
  for (const parser::Diagnostic& diagnostic : answer.diagnostics) {
    if (diagnostic.severity != parser::Severity::error) continue;
    found = &diagnostic;
    if (answer.outcome == QueryAnswer::Outcome::refused) break;
  }
  return found;
}

/// Kusto's number where it is known for what the engine tells apart: a name that nothing has is SEM0100 there.
std::string kusto_code(const parser::Diagnostic& diagnostic) {
  if (diagnostic.code.starts_with("KP")) return "SYN0002";
  constexpr std::array unresolved = {"KS142", "KS204", "KS210", "KS211"};
  return std::find(unresolved.begin(), unresolved.end(), diagnostic.code) != unresolved.end() ? "SEM0100"
                                                                                              : diagnostic.code;
}

void place(QueryFailure& failure, const parser::Diagnostic& diagnostic, const SentText& text) {
  const std::size_t at = diagnostic.span.begin + text.begin;
  // A place in a stored function, or before what the client wrote, is none of the client's text.
  if (at < text.prefix + text.begin || at - text.prefix > text.sent.size()) return;
  const std::size_t begin = at - text.prefix;
  const std::size_t length =
      std::min<std::size_t>({diagnostic.span.end - diagnostic.span.begin, text.sent.size() - begin, 100});
  const parser::Position position = parser::position_of(text.sent, static_cast<std::uint32_t>(begin));
  failure.placed = true;
  failure.line = position.line;
  failure.column = position.column;
  failure.token = std::string(text.sent.substr(begin, length));
}

std::string with_place(const QueryFailure& failure, const std::string& message) {
  if (!failure.placed) return message;
  const bool point = message.ends_with('.');
  return message.substr(0, message.size() - (point ? 1 : 0)) + " (line " + std::to_string(failure.line) + ", column " +
         std::to_string(failure.column) + ")" + (point ? "." : "");
}

}  // namespace

QueryFailure failure_of(const QueryAnswer& answer, const SentText& text) {
  using Outcome = QueryAnswer::Outcome;
  QueryFailure failure;
  const parser::Diagnostic* diagnostic = decisive(answer);
  switch (answer.outcome) {
    case Outcome::limited:
      failure.kind = QueryFailure::Kind::limits;
      break;
    case Outcome::timed_out:
      failure.kind = QueryFailure::Kind::timeout;
      break;
    case Outcome::cancelled:
      failure.kind = QueryFailure::Kind::cancelled;
      break;
    default:
      failure.kind = diagnostic == nullptr                ? QueryFailure::Kind::other
                     : diagnostic->code.starts_with("KP") ? QueryFailure::Kind::syntax
                     : diagnostic->code.starts_with("E_") ? QueryFailure::Kind::other
                                                          : QueryFailure::Kind::semantic;
  }
  if (diagnostic == nullptr) {
    const bool late = failure.kind == QueryFailure::Kind::timeout,
               stopped = failure.kind == QueryFailure::Kind::cancelled;
    failure.code = late ? "E_QUERY_TIMEOUT" : stopped ? "E_QUERY_CANCELLED" : "E_QUERY_FAILED";
    failure.message = late      ? "The query did not finish in its time."
                      : stopped ? "The query was cancelled."
                                : "The query failed.";
    return failure;
  }
  failure.code = kusto_code(*diagnostic);
  place(failure, *diagnostic, text);
  failure.message = with_place(failure, diagnostic->message);
  // The binder's hint for a parameter speaks of the command line.
  if (diagnostic->code == "KS173")
    failure.message += " Give it in the request's properties, under Parameters.";
  else if (!diagnostic->hint.empty())
    failure.message += " Hint: " + diagnostic->hint + (diagnostic->hint.ends_with('?') ? "" : ".");
  return failure;
}

}  // namespace kelpie::server
