#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parser/detail/scan.hpp"
#include "parser/diagnostic.hpp"
#include "parser/parse.hpp"

namespace kelpie::parser::detail {

/// What a terminal would have taken: a word or symbol of the language (shown in quotes) or a description.
struct Expected {
  std::string_view text;
  bool literal = true;
  bool operator==(const Expected&) const = default;
};

/// Remembers how far any terminal got and which ones failed there: the best account of what is wrong with a text.
class FurthestFailure {
 public:
  void note(Iterator at, Expected expected);
  /// Replaces everything noted at `at` since `mark()` was taken by one description.
  struct Mark {
    Iterator at = nullptr;
    std::size_t count = 0;
  };
  [[nodiscard]] Mark mark() const { return {at_, count_}; }
  void summarise(const Mark& since, Iterator at, Expected expected);

  [[nodiscard]] Iterator at() const { return at_; }
  [[nodiscard]] std::vector<Expected> names() const { return {names_.begin(), names_.begin() + count_}; }

 private:
  Iterator at_ = nullptr;
  std::size_t count_ = 0;
  std::array<Expected, 12> names_{};
};

/// Thrown when reading on makes no sense: the diagnostic is already in the state.
struct Abandoned {};

enum class ListForm { none, in_list, between };
/// A binary operator at a position: how tightly it binds, and where it ends.
struct OperatorToken {
  Iterator at = nullptr;  // where it was looked for
  Iterator begin = nullptr;
  Iterator end = nullptr;
  int level = -1;  // -1: none here; 0 binds loosest (or)
  BinaryOperator op = BinaryOperator::or_;
  ListForm form = ListForm::none;
  ListOperator list_op = ListOperator::in;
  bool negated = false;
};

/// Everything one call of parse() knows beside the tree. Rules reach it through the X3 context.
class State {
 public:
  State(std::string_view text, const ParseOptions& options);

  [[nodiscard]] Iterator begin() const { return begin_; }
  [[nodiscard]] Iterator end() const { return end_; }
  [[nodiscard]] Span span(Iterator from, Iterator to) const {
    return {static_cast<std::uint32_t>(from - begin_), static_cast<std::uint32_t>(to - begin_)};
  }
  /// The same without blanks at the end.
  [[nodiscard]] Span trimmed_span(Iterator from, Iterator to) const {
    while (to > from && (to[-1] == ' ' || (to[-1] >= '\t' && to[-1] <= '\r'))) --to;
    return span(from, to);
  }
  /// Past blanks and comments; remembers the last answer, since every optional token asks again.
  [[nodiscard]] Iterator skip(Iterator at);
  /// The binary operator after the blanks at `at`; remembers the last answer.
  [[nodiscard]] const OperatorToken& operator_at(Iterator at);

  void expect(Iterator at, Expected expected) {
    if (quiet == 0) furthest.note(at, expected);
  }

  /// Stops the construct that is being read with this diagnostic; the nearest recovery reports it.
  [[noreturn]] void fail(Iterator where, Iterator to, std::string_view code, std::string message,
                         std::string hint = {});
  /// Stops the construct with "expected ...".
  [[noreturn]] void fail_here(Iterator where);
  /// Stops the whole parse.
  [[noreturn]] void abandon(Iterator where, Iterator to, std::string_view code, std::string message,
                            std::string hint = {});

  /// Turns a failure in a construct that began at `from` into a diagnostic.
  void report(Iterator from, Iterator failure);
  /// Where to go on after it: the next pipe (`at_pipes`), semicolon, or bracket that closes the surroundings, at
  /// bracket depth 0 outside strings and comments.
  [[nodiscard]] Iterator resume_at(Iterator from, Iterator failure, bool at_pipes) const;

  /// One level deeper, for the lifetime of the guard. `height` counts how high the tree below has grown.
  class Nesting {
   public:
    Nesting(State& state, Iterator at, char bracket = 0);
    ~Nesting();
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    State& state_;
    unsigned outer_height_;
    bool bracket_;
  };
  struct OpenBracket {
    Iterator at;
    char kind;
  };
  /// Called where a tree got one level higher.
  void grow(unsigned height, Iterator at);

  FurthestFailure furthest;
  Diagnostics diagnostics;
  std::vector<OpenBracket> brackets;
  Iterator statement_begin = nullptr;
  int quiet = 0;
  unsigned height = 0;
  unsigned searches = 0;  // inside a search predicate, where `:` compares

 private:
  void add(Diagnostic diagnostic);
  [[nodiscard]] Iterator resume_after_open_bracket(Iterator failure, bool at_pipes) const;

  Iterator begin_;
  Iterator end_;
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  Iterator skipped_from_ = nullptr;
  Iterator skipped_to_ = nullptr;
  OperatorToken operator_;
  std::optional<Diagnostic> pending_;
};

/// Keeps failures out of expected lists for its lifetime.
class QuietGuard {
 public:
  explicit QuietGuard(State& state) : quiet_(state.quiet) { ++quiet_; }
  ~QuietGuard() { --quiet_; }
  QuietGuard(const QuietGuard&) = delete;
  QuietGuard& operator=(const QuietGuard&) = delete;

 private:
  int& quiet_;
};

/// A text that stops making sense.
struct Failure {
  Iterator from;                // where the construct began that could not be read
  Iterator at;                  // where reading stopped
  std::vector<Expected> names;  // what could stand there
};
/// The diagnostic for it; knows the common slips.
[[nodiscard]] Diagnostic explain(const State& state, const Failure& failure);

}  // namespace kelpie::parser::detail
