#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "executor/operators/execution.hpp"

namespace kelpie::executor {

/// Expressions that are evaluated row by row, because some columns in them change from row to row by what was made of
/// the rows before. What does not read such a column is computed for all rows at once, as everywhere. Not thread-safe.
class RowExpressions {
 public:
  /// The values of the changing columns, by their place among them: one row each.
  class Changing {
   public:
    virtual ~Changing() = default;
    [[nodiscard]] virtual tables::Vector read(std::size_t column) const = 0;
  };

  /// `layout`: the columns of the rows; `changing`: the numbers of those that change.
  RowExpressions(const std::vector<PlanColumn>& layout, std::vector<ColumnId> changing, Execution& execution);
  ~RowExpressions();
  RowExpressions(RowExpressions&&) noexcept;
  RowExpressions& operator=(RowExpressions&&) noexcept;

  /// Each gives the number by which the expression is asked for; a condition is a boolean.
  [[nodiscard]] std::size_t add_value(const ExpressionPtr& value);
  [[nodiscard]] std::size_t add_condition(const ExpressionPtr& condition);

  /// Computes what does not change; to be called before rows of this batch are asked for.
  void prepare(const Batch& rows);
  /// Of one row.
  [[nodiscard]] tables::Vector value(std::size_t value, std::uint32_t row, const Changing& changing);
  /// Whether a condition is true of a row; null is not.
  [[nodiscard]] bool holds(std::size_t condition, std::uint32_t row, const Changing& changing);
  /// Bytes of what was prepared, roughly.
  [[nodiscard]] std::size_t memory() const;

 private:
  struct Program;
  std::unique_ptr<Program> program_;
};

}  // namespace kelpie::executor
