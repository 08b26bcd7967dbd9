#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules {

/// Whether a data connector of Microsoft Sentinel has this id, as the Content Hub writes it.
[[nodiscard]] bool is_connector(std::string_view id);
[[nodiscard]] std::vector<std::string> connector_ids();

}  // namespace kelpie::rules
