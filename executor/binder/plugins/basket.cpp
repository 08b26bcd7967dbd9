#include "executor/binder/plugins/pattern_arguments.hpp"

namespace kelpie::executor {

std::optional<Relation> bind_basket(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                    const EnvironmentPtr& environment) {
  return bind_segments(binder, op, input, environment,
                       // The reference says from 0.015; published rules go lower, and Kusto runs them.
                       {"Threshold", 0.001, 0.05, "MaxDimensions", 10'000, 5, make_basket});
}

}  // namespace kelpie::executor
