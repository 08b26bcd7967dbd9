#pragma once

#include <optional>
#include <string_view>

#include "plugin/server/http/message.hpp"
#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// Fills path, query, host and id from the method, target and headers that `request` has already (RFC 9112, section 3.2). What is wrong, if anything.
[[nodiscard]] std::optional<Problem> complete_head(Request& request, unsigned version);

/// The client's own id of the request (x-ms-client-request-id), where it can be repeated in answers and logs; else empty.
[[nodiscard]] std::string client_request_id(const Request& request);

}  // namespace kelpie::server
