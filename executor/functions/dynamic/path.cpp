#include "executor/functions/dynamic/dynamic_functions.hpp"
#include "executor/functions/dynamic/json_path.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;
using tables::TextArena;

namespace {

// Each result is a part of its argument and stays where it lies: a column of members costs one view a row.

std::optional<std::string_view> bytes_or_null(DynamicView value) {
  if (value.is_null()) return std::nullopt;
  return value.bytes();
}

KernelFactory member() {
  return prepared([](const CallSite& site) {
    std::string key(site.constant(1)->as_text());
    return [key](TextArena&, DynamicView value) { return bytes_or_null(value.find(key)); };
  });
}

KernelFactory element_by_index() {
  return rows(
      [](TextArena&, DynamicView value, std::int64_t index) { return bytes_or_null(element_at(value, index)); });
}

KernelFactory element_by_key() {
  return rows([](TextArena&, DynamicView value, std::string_view key) { return bytes_or_null(value.find(key)); });
}

KernelFactory element_by_dynamic() {
  return rows([](TextArena&, DynamicView value, DynamicView index) -> std::optional<std::string_view> {
    if (index.kind() == DynamicKind::string) return bytes_or_null(value.find(index.as_string()));
    if (index.kind() == DynamicKind::long_) return bytes_or_null(element_at(value, index.as_integer()));
    return std::nullopt;
  });
}

}  // namespace

void add_path_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "member",
                              .category = "operator",
                              .summary = "Gives the value under a key of a property bag, or null.",
                              .example = R"(print d = dynamic({"user": {"name": "ada"}}) | project d.user.name)",
                              .overloads = {{"(value:dynamic, const key:string) -> dynamic", member()}}});
  registry.add(ScalarFunction{
      .name = "element",
      .category = "operator",
      .summary =
          "Gives the element at an index of an array, counted from the end when negative, or the value under a key.",
      .example = "print d = dynamic([10, 20, 30]) | project d[0], d[-1]",
      .overloads = {{"(value:dynamic, index:integer) -> dynamic", element_by_index()},
                    {"(value:dynamic, key:string) -> dynamic", element_by_key()},
                    {"(value:dynamic, index:dynamic) -> dynamic", element_by_dynamic()}}});
}

}  // namespace kelpie::executor
