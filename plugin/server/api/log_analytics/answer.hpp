#pragma once

#include <memory>

#include "plugin/server/api/log_analytics/preferences.hpp"
#include "plugin/server/api/results/piecewise_body.hpp"
#include "plugin/server/service/query_service.hpp"

namespace kelpie::server::log_analytics {

/// {"tables":[{"name","columns","rows"}], "render", "statistics"} (Log Analytics API: "Response format"); the last two
/// where they are asked for.
[[nodiscard]] std::shared_ptr<PiecewiseBody> answer_body(QueryAnswer answer, Preferences preferences);

}  // namespace kelpie::server::log_analytics
