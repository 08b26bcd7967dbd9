#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "generate/event.hpp"
#include "generate/output.hpp"

namespace kelpie::generate {

/// "2025-03-03T07:08:09.1234567Z"
void append_time(Output& output, Ticks time);

/// A GUID of version 4 in lower case.
void append_guid(Output& output, const std::uint64_t (&words)[2]);

/// 22 characters of base64url, as a token's identifier has them.
void append_token(Output& output, const std::uint64_t (&words)[2]);

/// JSON as it stands inside a JSON string.
std::string escaped(std::string_view json);

}  // namespace kelpie::generate
