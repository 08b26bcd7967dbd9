#pragma once

#include <memory>
#include <string>

#include "plugin/server/api/kusto/answer_context.hpp"
#include "plugin/server/api/kusto/request_options.hpp"
#include "plugin/server/api/results/piecewise_body.hpp"

namespace kelpie::server::kusto {

/// The frames of version 2 (Kusto reference: "Query V2 HTTP response"): DataSetHeader, @ExtendedProperties, the results
/// whole or in fragments, what came of it, DataSetCompletion.
[[nodiscard]] std::shared_ptr<PiecewiseBody> answer_v2(AnswerContext context, FrameOptions options);
/// The frames of a query that was under way and has no rows: the error stands in DataSetCompletion. `error`:
/// {"error":{...}}.
[[nodiscard]] std::string failed_v2(const std::string& error, bool cancelled, FrameOptions options);

}  // namespace kelpie::server::kusto
