#pragma once

#include <map>
#include <string>

#include "executor/plan/plan.hpp"

namespace kelpie::rules {

/// A text of plans and expressions: plans of row-wise operators, summarize, sort, top, take, union and rows given in
/// the query calculate the same where their texts are equal. Every constant is written out to the last bit, functions
/// are named with their overload, and columns numbered as they are met; sub-queries and sub-plans are part of it. Of
/// other operators the text holds at least every constant.
class PlanText {
 public:
  void add(const executor::PlanNode& plan);
  void add(const executor::Expression& expression);
  void add(std::string_view word);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void add_column(executor::ColumnId id);
  void add_value(const tables::Value& value);
  void add_expansion(const executor::ExpandArrays& expand);
  void add_details(const executor::PlanNode& plan);

  std::string text_;
  std::map<executor::ColumnId, std::size_t> columns_;
  std::map<const executor::PlanNode*, std::size_t> seen_;
};

[[nodiscard]] std::string plan_text(const executor::PlanNode& plan);

}  // namespace kelpie::rules
