// diffpatterns_text: the tokens of a text, counted from its beginning, are the dimensions; a pattern has a token at a
// place, or any.

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "executor/operators/execution.hpp"
#include "executor/operators/interner.hpp"
#include "executor/operators/patterns/difference_patterns.hpp"
#include "executor/operators/patterns/pattern_functions.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::ColumnBuilder;
using tables::Type;
using tables::Value;

namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";

/// The texts' first tokens as numbers, a column a place; 0 behind the end of a text.
class Tokens {
 public:
  Tokens(const CodedRelation& texts, std::size_t most, Execution& execution) {
    // Each text once, however many rows have it.
    const CodedRows distinct = merged(texts.rows(), execution);
    std::vector<Pattern> all(distinct.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i].numbers = {distinct.numbers.front()[i]};
    const tables::Vector values = texts.values(0, all, Value::string(""));
    rows_.first = distinct.first;
    rows_.second = distinct.second;
    rows_.numbers.assign(most, std::vector<std::uint32_t>(distinct.size(), 0));
    for (std::size_t row = 0; row < distinct.size(); ++row) {
      std::string_view rest = values.values<std::string_view>()[row];
      for (std::size_t place = 0; place < most; ++place) {
        rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
        if (rest.empty()) break;
        const std::string_view token = rest.substr(0, rest.find_first_of(blanks));
        bool added = false;
        rows_.numbers[place][row] = known_.intern(token, added) + 1;
        rest.remove_prefix(token.size());
      }
    }
    rows_.ends.assign(most, static_cast<std::uint32_t>(known_.size()) + 1);
  }

  [[nodiscard]] const CodedRows& rows() const { return rows_; }

  /// Tokens, * for any one, and a last * where texts go on behind the pattern.
  [[nodiscard]] std::string text(const Pattern& pattern) const {
    std::size_t end = pattern.numbers.size();
    while (end > 0 && pattern.numbers[end - 1] == 0) --end;
    std::string result;
    for (std::size_t place = 0; place < end; ++place) {
      if (place > 0) result += ' ';
      result += pattern.numbers[place] == 0 ? "*" : known_.values()[pattern.numbers[place] - 1];
    }
    if (end < pattern.numbers.size() && goes_on(pattern, end)) result += " *";
    return result;
  }

 private:
  [[nodiscard]] bool goes_on(const Pattern& pattern, std::size_t place) const {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      bool holds = rows_.numbers[place][row] != 0;
      for (std::size_t i = 0; holds && i < place; ++i)
        holds = pattern.numbers[i] == 0 || pattern.numbers[i] == rows_.numbers[i][row];
      if (holds) return true;
    }
    return false;
  }

  Interner<std::string_view> known_;
  CodedRows rows_;
};

class DiffpatternsText final : public RowsFunction {
 public:
  DiffpatternsText(std::size_t least_tokens, double threshold, std::size_t most_tokens)
      : least_tokens_(least_tokens), threshold_(threshold), most_tokens_(most_tokens) {}

  [[nodiscard]] std::string describe() const override {
    return fmt::format("diffpatterns_text({}, {}, {})", least_tokens_, threshold_, most_tokens_);
  }
  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const CodedRelation texts(inputs.front(), {1, {}, 1, 2}, execution);
    const Tokens tokens(texts, most_tokens_, execution);
    const Weights all = total(texts.rows());
    const CommonRows common =
        without_rare(tokens.rows(), {all.first * (threshold_ - 1e-9), all.second * (threshold_ - 1e-9)}, execution);
    std::vector<Pattern> patterns;
    for (const Pattern& found : difference_patterns(common.rows, threshold_, most_tokens_, execution)) {
      if (found.dimensions() >= least_tokens_) patterns.push_back(common.original(found));
    }
    // What the condition has more of first.
    std::stable_sort(patterns.begin(), patterns.end(), [&](const Pattern& a, const Pattern& b) {
      return difference(a.weights, all) > difference(b.weights, all);
    });
    ColumnBuilder count_true(Type::long_), count_false(Type::long_), percent_true(Type::real),
        percent_false(Type::real), text(Type::string);
    for (const Pattern& pattern : patterns) {
      count_true.append(Value::long_(static_cast<std::int64_t>(pattern.weights.first)));
      count_false.append(Value::long_(static_cast<std::int64_t>(pattern.weights.second)));
      percent_true.append(Value::real(rounded_percent(pattern.weights.first / all.first, 2)));
      percent_false.append(Value::real(rounded_percent(pattern.weights.second / all.second, 2)));
      text.append(Value::string(tokens.text(pattern)));
    }
    return {patterns.size(),
            {count_true.finish(), count_false.finish(), percent_true.finish(), percent_false.finish(), text.finish()},
            0};
  }

 private:
  std::size_t least_tokens_;
  double threshold_;
  std::size_t most_tokens_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_diffpatterns_text(std::size_t least_tokens, double threshold,
                                                           std::size_t most_tokens) {
  return std::make_shared<DiffpatternsText>(least_tokens, threshold, most_tokens);
}

}  // namespace kelpie::executor
