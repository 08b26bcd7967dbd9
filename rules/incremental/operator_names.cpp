#include "rules/incremental/operator_names.hpp"

namespace kelpie::rules {

std::string operator_name(const executor::PlanNode& node) {
  const auto is = [&]<typename Operator>(std::type_identity<Operator>) {
    return std::holds_alternative<Operator>(node.op);
  };
  if (is(std::type_identity<executor::Join>{})) return "join";
  if (is(std::type_identity<executor::UnionAll>{})) return "union";
  if (is(std::type_identity<executor::Aggregate>{})) return "summarize";
  if (is(std::type_identity<executor::Sort>{})) return "sort";
  if (is(std::type_identity<executor::Top>{})) return "top";
  if (is(std::type_identity<executor::Take>{})) return "take";
  if (is(std::type_identity<executor::MakeSeries>{})) return "make-series";
  if (is(std::type_identity<executor::Window>{})) return "functions over neighbouring rows";
  if (is(std::type_identity<executor::PartitionRows>{})) return "partition";
  if (const auto* compute = std::get_if<executor::ComputeRows>(&node.op)) return compute->function->describe();
  return {};
}

}  // namespace kelpie::rules
