#pragma once

#include <memory>
#include <optional>

#include "executor/operators/patterns/log_clusters.hpp"
#include "executor/plan/rows_function.hpp"

namespace kelpie::executor {

/// reduce: columns Pattern, Count, Representative; or, where `keeps_rows`, the input's columns and Pattern. `text` is
/// the position of the text among the input's columns, which is not handed on: it is the last one.
[[nodiscard]] std::shared_ptr<const RowsFunction> make_reduce(std::size_t text, bool keeps_rows,
                                                              LogClusterOptions options);

}  // namespace kelpie::executor
