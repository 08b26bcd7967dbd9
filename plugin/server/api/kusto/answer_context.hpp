#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/server/api/kusto/problems.hpp"
#include "plugin/server/api/results/query_statistics.hpp"
#include "plugin/server/service/query_service.hpp"

namespace kelpie::server::kusto {

/// What both versions of the protocol say around the rows of an answer.
struct AnswerContext {
  QueryAnswer answer;  // holds what the rows lie in
  RequestNames names;
  std::int64_t now = 0;  // ticks

  /// The name of a table in the answer: what `as` or a branch calls it.
  [[nodiscard]] static std::string_view name_of(const executor::ResultTable& table) {
    return table.name.empty() ? std::string_view("PrimaryResult") : std::string_view(table.name);
  }
};

/// {"Count":1,"Text":"Query completed successfully"}
inline constexpr std::string_view completed_successfully = "Query completed successfully";

}  // namespace kelpie::server::kusto
