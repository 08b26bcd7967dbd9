#pragma once

#include <span>
#include <string_view>

#include "plugin/output/chart_table.hpp"

namespace kelpie::plugin {

/// A report of the command: a stored function of one parameter, the period, and how a person sees its columns. Files
/// get all columns.
struct Report {
  std::string_view name;
  std::string_view sentence;
  std::string_view function;
  std::span<const ShownColumn> columns;
};

/// In the order in which they are listed.
[[nodiscard]] std::span<const Report> reports();
/// nullptr when there is none.
[[nodiscard]] const Report* find_report(std::string_view name);

}  // namespace kelpie::plugin
