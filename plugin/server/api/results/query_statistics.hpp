#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "plugin/server/api/results/render_properties.hpp"
#include "plugin/server/service/query_service.hpp"

namespace kelpie::server {

/// What one result came to.
struct DatasetStatistics {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;  // of its rows as they are sent
};

/// Time and work of a query as Kusto reports them (reference: "Query resource consumption"), with members that are not
/// measured here left out.
[[nodiscard]] std::string statistics_json(const QueryAnswer& answer, std::span<const DatasetStatistics> datasets,
                                          MemberNames names);

}  // namespace kelpie::server
