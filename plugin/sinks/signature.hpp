#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kelpie::plugin {

/// The value of X-Kelpie-Signature: `t=SECONDS,v1=HEX`, where HEX is HMAC-SHA256 (RFC 2104) with the secret over
/// "SECONDS.BODY". The time, in seconds since 1970, is signed too, so that a receiver can refuse what is old.
[[nodiscard]] std::string signature(std::string_view secret, std::int64_t seconds, std::string_view body);

/// The first 32 hex digits of SHA-256.
[[nodiscard]] std::string short_digest(std::string_view text);

}  // namespace kelpie::plugin
