#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "executor/batch.hpp"
#include "plugin/server/api/graph/property.hpp"

namespace kelpie::server::graph {

/// Appends one row as Graph's JSON object: properties[i] is column first + i of the batch. Empty texts are null unless
/// the property says otherwise, collections are never null, words have Graph's spelling, dates no more digits than they
/// need.
void append_entity(const std::vector<const Property*>& properties, bool beta, const executor::Batch& batch,
                   std::size_t first, std::size_t row, std::string& out);

/// 2026-03-01T10:00:00.5Z.
[[nodiscard]] std::string graph_time(std::int64_t ticks);

}  // namespace kelpie::server::graph
