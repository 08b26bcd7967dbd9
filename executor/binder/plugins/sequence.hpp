#pragma once

#include "executor/binder/plugins/timeline.hpp"
#include "executor/operators/plugins/activities.hpp"

namespace kelpie::executor {

/// A sequence of states that a plugin looks for; the input of its function has the states in a column behind those of
/// Activities.
class StateSequence {
 public:
  static constexpr std::uint32_t not_in_it = UINT32_MAX;

  /// Reads StateColumn and Sequence: an array of values, at least one.
  [[nodiscard]] static std::optional<StateSequence> bind(PluginArguments& arguments);

  [[nodiscard]] const PlanColumn& column() const { return column_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] const std::vector<tables::Value>& values() const { return values_; }
  /// Numbers of the states of all rows and of the sequence's own; equal states have equal numbers, null has one too.
  struct Numbers {
    std::vector<std::uint32_t> of_rows, of_sequence;
  };
  [[nodiscard]] Numbers numbers(const tables::Vector& states) const;

 private:
  StateSequence(PlanColumn column, std::vector<tables::Value> values)
      : column_(std::move(column)), values_(std::move(values)) {}

  PlanColumn column_;
  std::vector<tables::Value> values_;
};

}  // namespace kelpie::executor
