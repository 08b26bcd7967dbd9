#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/http/message.hpp"

namespace kelpie::server {

/// How the end of a body is told.
enum class Framing { length, chunked, until_close };

/// The head of an answer (RFC 9112, section 4), with Date, Content-Length or Transfer-Encoding, and Connection. Control characters in fields become blanks.
[[nodiscard]] std::string response_head(const Response& response, Framing framing, std::uint64_t length, bool keep_alive);
/// RFC 9110, section 15.
[[nodiscard]] std::string_view reason_of(int status);
/// Answers of these kinds have no body, whatever is in them.
[[nodiscard]] inline bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

/// Whether compressing it gains something and delays nothing.
[[nodiscard]] bool is_text_like(const Response& response);

}  // namespace kelpie::server
