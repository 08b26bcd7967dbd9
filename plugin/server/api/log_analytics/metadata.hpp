#pragma once

#include <string>

#include "plugin/server/service/services.hpp"

namespace kelpie::server::log_analytics {

/// What is in the workspace (Log Analytics API: "Metadata"): tables with their columns, functions, categories.
[[nodiscard]] std::string metadata_json(Services& services);

}  // namespace kelpie::server::log_analytics
