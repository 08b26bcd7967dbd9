#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "parser/span.hpp"

namespace kelpie::executor {

/// The query cannot go on while it runs, and its author or its limits are why: a limit passed, a deadline, a plugin's argument that only data
/// can show to be wrong. The engine's entry turns it into a result; nothing else catches it. (A wrong query text is diagnostics, not this;
/// a broken invariant of ours is an assertion.)
class QueryError : public std::runtime_error {
 public:
  QueryError(std::string code, const std::string& message, parser::Span span = {})
      : std::runtime_error(message), code_(std::move(code)), span_(span) {}
  /// Kusto's where it has one: "E_RUNAWAY_QUERY", "E_QUERY_RESULT_SET_TOO_LARGE".
  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] parser::Span span() const { return span_; }

 private:
  std::string code_;
  parser::Span span_;
};

}  // namespace kelpie::executor
