#pragma once

#include <string>
#include <string_view>

namespace kelpie::rules {

/// A file's path as a URI reference (RFC 3986): relative ones stay relative, without "./" in front; absolute ones get
/// file://.
[[nodiscard]] std::string uri_of_path(std::string_view path);

}  // namespace kelpie::rules
