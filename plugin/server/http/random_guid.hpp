#pragma once

#include <string>

namespace kelpie::server {

/// A random GUID (RFC 9562, version 4) as text. Names requests in answers and logs; no secret. Thread-safe.
[[nodiscard]] std::string random_guid();

}  // namespace kelpie::server
