#include "parser/detail/state.hpp"

#include <algorithm>
#include <utility>

#include "parser/detail/codes.hpp"
#include "parser/detail/grammar.hpp"
#include "parser/detail/operators.hpp"

namespace kelpie::parser::detail {
namespace {

/// How high a tree may grow through chains of operators and paths. Every recursive walk of the tree relies on it.
constexpr unsigned max_height = 1000;

/// How far behind an error the bracket that makes its surroundings whole is looked for.
constexpr std::ptrdiff_t farthest_resumption = 64 * 1024;

/// After so many errors the text is no query.
constexpr std::size_t max_diagnostics = 100;

bool opens(char c) { return c == '(' || c == '[' || c == '{'; }
bool closes(char c) { return c == ')' || c == ']' || c == '}'; }

}  // namespace

void FurthestFailure::note(Iterator at, Expected expected) {
  if (at_ != nullptr && at < at_) return;
  if (at_ == nullptr || at > at_) {
    at_ = at;
    count_ = 0;
  }
  const auto known = names_.begin() + count_;
  if (count_ < names_.size() && std::find(names_.begin(), known, expected) == known) names_[count_++] = expected;
}

void FurthestFailure::summarise(const Mark& since, Iterator at, Expected expected) {
  if (at_ != nullptr && at_ > at) return;
  count_ = since.at == at ? since.count : 0;
  at_ = at;
  note(at, expected);
}

State::State(std::string_view text, const ParseOptions& options)
    : begin_(text.data()), end_(text.data() + text.size()), max_depth_(options.max_depth) {
  statement_begin = begin_;
}

Iterator State::skip(Iterator at) {
  if (at != skipped_from_) {
    skipped_to_ = skip_blank(at, end_);
    skipped_from_ = at;
  }
  return skipped_to_;
}

const OperatorToken& State::operator_at(Iterator at) {
  if (operator_.at != at || at == nullptr) {
    operator_ = read_operator(skip(at), end_, searches > 0);
    operator_.at = at;
  }
  return operator_;
}

void State::fail(Iterator where, Iterator to, std::string_view code, std::string message, std::string hint) {
  pending_ = Diagnostic{Severity::error, std::string(code), std::move(message), span(where, to), std::move(hint)};
  throw x3::expectation_failure<Iterator>(where, {});
}

void State::fail_here(Iterator where) { throw x3::expectation_failure<Iterator>(where, {}); }

void State::abandon(Iterator where, Iterator to, std::string_view code, std::string message, std::string hint) {
  diagnostics.push_back({Severity::error, std::string(code), std::move(message), span(where, to), std::move(hint)});
  throw Abandoned{};
}

void State::report(Iterator from, Iterator failure) {
  if (pending_) {
    add(*std::exchange(pending_, std::nullopt));
    return;
  }
  Failure account{from, skip(failure), {}};
  if (furthest.at() != nullptr && furthest.at() >= account.at) {
    account.at = furthest.at();
    account.names = furthest.names();
  }
  add(explain(*this, account));
}

/// One mistake may stop several constructs, each of which reports it.
void State::add(Diagnostic diagnostic) {
  if (!diagnostics.empty() && diagnostics.back().span.begin == diagnostic.span.begin) return;
  diagnostics.push_back(std::move(diagnostic));
  if (diagnostics.size() < max_diagnostics) return;
  const Span last = diagnostics.back().span;
  diagnostics.push_back(
      {Severity::note, {}, "The rest of the query was not read.", last, "correct these errors first"});
  throw Abandoned{};
}

Iterator State::resume_at(Iterator from, Iterator failure, bool at_pipes) const {
  std::size_t depth = 0;
  Iterator at = from;
  while ((at = skip_blank(at, end_)) != end_ && at - failure < farthest_resumption) {
    const Iterator next = scan_any(at, end_);
    const bool single = next - at == 1;
    if (single && opens(*at)) ++depth;
    if (single && closes(*at)) {
      if (depth == 0 && !brackets.empty() && at >= failure) return at;
      if (depth > 0) --depth;
    }
    if (single && depth == 0 && at >= failure && (*at == ';' || (*at == '|' && at_pipes))) return at;
    at = next;
  }
  return depth == 0 && at == end_ ? at : resume_after_open_bracket(failure, at_pipes);
}

/// The bracket depth means nothing where a bracket is never closed: on at the next semicolon, or pipe that begins a
/// line.
Iterator State::resume_after_open_bracket(Iterator failure, bool at_pipes) const {
  Iterator at = failure;
  for (Iterator before = at; (at = skip_blank(at, end_)) != end_; before = at) {
    if (*at == ';') return at;
    if (*at == '|' && at_pipes && std::find(before, at, '\n') != at) return at;
    at = scan_any(at, end_);
  }
  return at;
}

State::Nesting::Nesting(State& state, Iterator at, char bracket)
    : state_(state), outer_height_(std::exchange(state.height, 0)), bracket_(bracket != 0) {
  if (state_.depth_ >= state_.max_depth_)
    state_.abandon(at, at + 1, code::too_deep,
                   "The text is nested more than " + std::to_string(state_.max_depth_) + " levels deep here.",
                   "name an inner part with let and use the name");
  ++state_.depth_;
  if (bracket_) state_.brackets.push_back({at, bracket});
}

State::Nesting::~Nesting() {
  --state_.depth_;
  if (bracket_) state_.brackets.pop_back();
  state_.height = std::max(outer_height_, state_.height + 1);
}

void State::grow(unsigned new_height, Iterator at) {
  height = new_height;
  if (height > max_height)
    abandon(at, at == end_ ? at : scan_any(at, end_), code::long_chain,
            "More than " + std::to_string(max_height) + " operators are chained here.",
            "write a list of values with in (...), or name a part with let");
}

}  // namespace kelpie::parser::detail
