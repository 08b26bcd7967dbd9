#include "rules/testing/pattern_assignment.hpp"

#include <tuple>

#include <fmt/format.h>

namespace kelpie::rules::testing {

PatternAssignment::PatternAssignment(const std::vector<ValuePattern>& patterns, tables::DynamicView found,
                                     const std::string& path)
    : owner_(found.size()), of_(patterns.size()) {
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::vector<MatchResult>& row = results_.emplace_back();
    for (std::size_t k = 0; k < found.size(); ++k) {
      row.push_back(match(patterns[i], found.element(k), fmt::format("{}[{}]", path, i)));
    }
  }
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::vector<bool> seen(found.size());
    place(i, seen);
  }
}

std::optional<std::size_t> PatternAssignment::nearest(std::size_t pattern) const {
  std::optional<std::size_t> best;
  const auto rank = [&](std::size_t element) {
    const MatchResult& one = results_[pattern][element];
    return std::tuple(!is_taken(element), one.agreeing, -static_cast<std::int64_t>(one.differences.size()));
  };
  for (std::size_t element = 0; element < owner_.size(); ++element) {
    if (!best || rank(element) > rank(*best)) best = element;
  }
  return best;
}

bool PatternAssignment::place(std::size_t pattern, std::vector<bool>& seen) {
  for (std::size_t element = 0; element < owner_.size(); ++element) {
    if (seen[element] || !results_[pattern][element].ok()) continue;
    seen[element] = true;
    if (owner_[element] && !place(*owner_[element], seen)) continue;
    owner_[element] = pattern;
    of_[pattern] = element;
    return true;
  }
  return false;
}

}  // namespace kelpie::rules::testing
