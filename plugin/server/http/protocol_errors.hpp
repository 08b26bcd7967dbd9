#pragma once

#include <cstddef>
#include <optional>

#include <boost/system/error_code.hpp>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// What a client is told when its request is no HTTP; nothing where there is nobody to tell: it has gone, or was too slow and the connection is closed.
[[nodiscard]] std::optional<Problem> problem_of_head(const boost::system::error_code& error, std::size_t header_bytes);
[[nodiscard]] std::optional<Problem> problem_of_body(const boost::system::error_code& error);

}  // namespace kelpie::server
