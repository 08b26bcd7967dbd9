#include "executor/binder/plugins/pattern_arguments.hpp"

namespace kelpie::executor {

std::optional<Relation> bind_autocluster(Binder& binder, const parser::EvaluateOperator& op, Relation input,
                                         const EnvironmentPtr& environment) {
  return bind_segments(binder, op, input, environment,
                       {"SizeWeight", 0, 0.5, "NumSeeds", 100'000, 25, make_autocluster});
}

}  // namespace kelpie::executor
