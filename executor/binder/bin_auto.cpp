#include "executor/binder/binder.hpp"

namespace kelpie::executor {

using tables::Type;

namespace {

/// The value of an option that stands in the environment (statements.cpp); nullptr: it was not set.
ExpressionPtr option_value(const EnvironmentPtr& environment, std::string_view option) {
  const Binding* binding = Environment::find(environment, "\x01" + std::string(option));
  const auto* scalar = binding == nullptr ? nullptr : std::get_if<ScalarBinding>(binding);
  return scalar == nullptr ? nullptr : scalar->value;
}

}  // namespace

ExpressionPtr Binder::bind_bin_auto(const parser::Call& call, const ExpressionScope& scope) {
  if (call.arguments.size() != 1) {
    error("KS119", "bin_auto() takes one value.", call.span);
    return nullptr;
  }
  ExpressionPtr value = bind_expression(call.arguments.front().value, scope);
  if (!value) return nullptr;
  const ExpressionPtr size = option_value(scope.environment, "query_bin_auto_size");
  if (!size) {
    error("KS110", "bin_auto() takes the size of its bins from an option that the query does not set.", call.span,
          "put `set query_bin_auto_size=1h;` before the query");
    return nullptr;
  }
  const ExpressionPtr anchor = option_value(scope.environment, "query_bin_auto_at");
  if (!anchor) return make_call("bin", {std::move(value), size}, call.span);
  return make_call("bin_at", {std::move(value), size, anchor}, call.span);
}

}  // namespace kelpie::executor
