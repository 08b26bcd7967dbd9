#include <utility>

#include "executor/binder/binder.hpp"

namespace kelpie::executor {

const Binding* Binder::find_stored(std::string_view name) {
  if (options_.stored == nullptr) return nullptr;
  if (const auto known = stored_bindings_.find(name); known != stored_bindings_.end()) return &known->second;
  const StoredFunction* function = options_.stored->find(name);
  if (function == nullptr || function->literal() == nullptr) return nullptr;
  return &stored_bindings_.emplace(name, FunctionBinding{function->literal(), nullptr, function}).first->second;
}

const Binding* Binder::find(const EnvironmentPtr& environment, std::string_view name) {
  if (const Binding* binding = Environment::find(environment, name)) return binding;
  const Binding* binding = Environment::shows_entity(environment, name) ? find_stored(name) : nullptr;
  if (binding == nullptr || !find_table(environment, name)) return binding;
  const auto& function = std::get<FunctionBinding>(*binding);
  // A view that has the name of a table is over that table.
  const bool within = stored_call_ != nullptr && stored_call_->function == function.stored;
  return within || function.stored->is_built_in() || !function.literal->parameters.empty() ? nullptr : binding;
}

const Binding* Binder::find_called(const EnvironmentPtr& environment, std::string_view name) {
  const Binding* binding = Environment::find(environment, name);
  if (binding != nullptr) return binding;
  return Environment::shows_entity(environment, name) ? find_stored(name) : nullptr;
}

Binder::CallGuard::CallGuard(Binder& binder, const FunctionBinding& function, const parser::Call& call)
    : binder_(binder), outer_(binder.stored_call_) {
  ++binder.depth_;
  if (binder.depth_ > max_call_depth) {
    binder.error("KS211", "Calls of functions nest deeper than " + std::to_string(max_call_depth) + "; a function cannot call itself.", call.span);
    return;
  }
  if (++binder.calls_ > max_calls) {
    if (binder.calls_ > max_calls + 1) return;  // told
    binder.error("KS211", "The query calls functions more than " + std::to_string(max_calls) + " times, those that functions call counted.", call.span);
    return;
  }
  if (function.stored != nullptr) {
    std::string way = function.stored->name();
    for (const StoredCall* at = binder.stored_call_.get(); at != nullptr; at = at->outer.get()) {
      way.insert(0, at->function->name() + " -> ");
      if (at->function != function.stored) continue;
      binder.error("KS211", "The stored function '" + function.stored->name() + "' leads to itself: " + way + ".", call.span, "functions cannot be recursive");
      return;
    }
    binder.stored_call_ = std::make_shared<const StoredCall>(StoredCall{function.stored, call.span, binder.stored_call_});
  }
  allowed_ = true;
}

Binder::CallGuard::~CallGuard() {
  --binder_.depth_;
  binder_.stored_call_ = std::move(outer_);
}

bool Binder::tell_unreadable(const parser::Name& name) {
  const StoredFunction* function = options_.stored == nullptr ? nullptr : options_.stored->find(name.text);
  if (function == nullptr || function->literal() != nullptr) return false;
  error("KS211", "The stored function '" + name.text + "' (" + function->place() + ") cannot be read, and so not be called.", name.span,
        "`kelpie functions --check` says what is wrong with it");
  return true;
}

TabularBinding Binder::bound_here(std::function<std::optional<Relation>()> make) {
  return {[this, make = std::move(make), here = stored_call_]() -> std::optional<Relation> {
    const auto caller = std::exchange(stored_call_, here);
    auto relation = make();
    stored_call_ = caller;
    return relation;
  }};
}

void Binder::place_in_query(parser::Diagnostic& diagnostic) const {
  if (options_.stored == nullptr) return;
  const auto place = options_.stored->place_of(diagnostic.span);
  if (!place) return;
  std::string where = place->text();
  parser::Span call;
  std::size_t callers = 0;
  constexpr std::size_t named_callers = 3;
  for (const StoredCall* at = stored_call_.get(); at != nullptr; at = at->outer.get()) {
    call = at->span;
    const auto outer = options_.stored->place_of(call);
    if (outer && ++callers <= named_callers) where += ", called by " + outer->text();
  }
  if (callers > named_callers) where += " and " + std::to_string(callers - named_callers) + " more";
  diagnostic.message = "In the function " + where + ": " + diagnostic.message;
  diagnostic.span = options_.stored->place_of(call) ? parser::Span{} : call;
}

}  // namespace kelpie::executor
