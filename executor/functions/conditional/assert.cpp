#include "executor/error.hpp"
#include "executor/functions/conditional/conditional.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

void add_assertion(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "assert",
      .category = "conditional",
      .summary = "Ends the query with a message unless a condition, known before it runs, is true.",
      .example = "print assert(1 < 2, 'order is lost')",
      .overloads = {{.signature = "(const predicate:bool, const message:string) -> bool",
                     .kernel = prepared([](const CallSite& site) {
                       const tables::Value* predicate = site.constant(0);
                       const tables::Value* message = site.constant(1);
                       if (predicate != nullptr && (predicate->is_null() || !predicate->as_bool())) {
                         throw QueryError("SEM0252", "assert() has failed with message: '" +
                                                         std::string(message == nullptr ? "" : message->as_text()) +
                                                         "'");
                       }
                       return [](bool holds, std::string_view) { return holds; };
                     })}}});
}

}  // namespace kelpie::executor
