#include <string>

#include "executor/functions/families.hpp"
#include "executor/functions/string_operators/list_matchers.hpp"
#include "executor/functions/string_operators/operator_kernel.hpp"

namespace kelpie::executor {

namespace {

struct NeedleOperator {
  std::string_view name;
  TextQuestion question;
  std::string_view what;  // completes "whether the text ..."
};

constexpr NeedleOperator with_two_cases[] = {
    {"has", TextQuestion::has, "has the needle as whole terms"},
    {"hasprefix", TextQuestion::has_prefix, "has a term that begins with the needle"},
    {"hassuffix", TextQuestion::has_suffix, "has a term that ends with the needle"},
    {"contains", TextQuestion::contains, "has the needle anywhere"},
    {"startswith", TextQuestion::starts_with, "begins with the needle"},
    {"endswith", TextQuestion::ends_with, "ends with the needle"},
};

void add_operator(FunctionRegistry& registry, std::string name, std::string_view what, std::string_view operand,
                  CaseRule rule, bool negated, std::string_view signature, KernelFactory kernel) {
  std::string summary = "Tells whether ";
  summary.append(negated ? "it is not so that " : "").append("the text ").append(what);
  summary.append(rule == CaseRule::sensitive ? ", case counting." : ", case ignored.");
  std::string example = "print 'Kelp forest' " + name + " " + std::string(operand);
  registry.add(ScalarFunction{.name = std::move(name),
                              .category = "operator",
                              .summary = std::move(summary),
                              .example = std::move(example),
                              .overloads = {{.signature = std::string(signature), .kernel = std::move(kernel)}}});
}

void add_needle_operators(FunctionRegistry& registry) {
  constexpr std::string_view signature = "(text:string, needle:string) -> bool";
  for (const NeedleOperator& entry : with_two_cases) {
    for (const CaseRule rule : {CaseRule::insensitive, CaseRule::sensitive}) {
      for (const bool negated : {false, true}) {
        std::string name = (negated ? "!" : "") + std::string(entry.name) + (rule == CaseRule::sensitive ? "_cs" : "");
        add_operator(registry, std::move(name), entry.what, "'kelp'", rule, negated, signature,
                     needle_operator(entry.question, rule, negated));
      }
    }
  }
  for (const bool negated : {false, true}) {
    add_operator(registry, negated ? "!~" : "=~", "equals the other one", "'kelp'", CaseRule::insensitive, negated,
                 signature, needle_operator(TextQuestion::equals, CaseRule::insensitive, negated));
  }
}

}  // namespace

void add_string_operators(FunctionRegistry& registry) {
  add_needle_operators(registry);
  constexpr std::string_view signature = "(text:string, element...:scalar) -> bool";
  for (const bool negated : {false, true}) {
    add_operator(registry, negated ? "!in~" : "in~", "equals one of the elements", "('kelp', 'kelp forest')",
                 CaseRule::insensitive, negated, signature, list_operator(make_in_ignoring_case, negated));
  }
  add_operator(registry, "has_any", "has at least one of the elements as whole terms", "('kelp', 'seal')",
               CaseRule::insensitive, false, signature, list_operator(make_has_any, false));
  add_operator(registry, "has_all", "has every element as whole terms", "('kelp', 'forest')", CaseRule::insensitive,
               false, signature, list_operator(make_has_all, false));
}

}  // namespace kelpie::executor
