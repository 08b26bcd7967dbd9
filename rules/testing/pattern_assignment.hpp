#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rules/testing/value_pattern.hpp"

namespace kelpie::rules::testing {

/// Which pattern gets which element of a list: as many as possible get one of their own (augmenting paths).
class PatternAssignment {
 public:
  /// `path` is what the list is called.
  PatternAssignment(const std::vector<ValuePattern>& patterns, tables::DynamicView found, const std::string& path);

  [[nodiscard]] std::optional<std::size_t> element_of(std::size_t pattern) const { return of_[pattern]; }
  [[nodiscard]] bool is_taken(std::size_t element) const { return owner_[element].has_value(); }
  [[nodiscard]] const MatchResult& result(std::size_t pattern, std::size_t element) const {
    return results_[pattern][element];
  }
  /// The element that has most in common with the pattern, one that is not taken before one that is.
  [[nodiscard]] std::optional<std::size_t> nearest(std::size_t pattern) const;

 private:
  bool place(std::size_t pattern, std::vector<bool>& seen);

  std::vector<std::vector<MatchResult>> results_;
  std::vector<std::optional<std::size_t>> owner_;
  std::vector<std::optional<std::size_t>> of_;
};

}  // namespace kelpie::rules::testing
