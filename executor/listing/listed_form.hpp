#pragma once

#include <span>
#include <string_view>

namespace kelpie::executor {

/// Something of the language that no registry describes, because the grammar or the binder knows it.
struct ListedForm {
  std::string_view name;
  std::string_view syntax;
  std::string_view summary;  // one sentence
  std::string_view example;  // a query that runs over the tables of Entra ID; empty: it needs what only a user has
  std::string_view also{};   // another spelling
};

[[nodiscard]] std::span<const ListedForm> tabular_operators();   // tabular_operators.cpp
[[nodiscard]] std::span<const ListedForm> graph_operators();     // graph_forms.cpp
[[nodiscard]] std::span<const ListedForm> graph_functions();     // graph_forms.cpp
[[nodiscard]] std::span<const ListedForm> query_statements();    // query_statements.cpp
[[nodiscard]] std::span<const ListedForm> special_functions();   // special_functions.cpp
[[nodiscard]] std::span<const ListedForm> window_functions();    // window_functions.cpp

}  // namespace kelpie::executor
