#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "executor/engine.hpp"
#include "tables/value.hpp"

namespace kelpie::server::kusto {

/// What a management command answers: a small table.
struct CommandTable {
  struct Column {
    std::string_view name;
    tables::Type type = tables::Type::string;
  };
  std::vector<Column> columns;
  std::vector<std::vector<tables::Value>> rows;
};

[[nodiscard]] executor::ResultTable result_of(const CommandTable& table);
/// The same table as KQL, to pipe it on: datatable(...)[...].
[[nodiscard]] std::string datatable_of(const CommandTable& table);

}  // namespace kelpie::server::kusto
