#pragma once

#include <string_view>

namespace kelpie::rules {

/// What alerts say about who raised them.
inline constexpr std::string_view product_name = "Kelpie";
inline constexpr std::string_view product_version = "0.1.0";

}  // namespace kelpie::rules
