#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plugin/server/http/router.hpp"
#include "rules/runtime/triage.hpp"

namespace kelpie::server {

/// "tag": the ETag of a representation (RFC 9110, section 8.8.3).
[[nodiscard]] std::string entity_tag(std::string_view tag);

/// What If-Match asks for (RFC 9110, section 13.1.1): nothing when there is none, or "*"; else the current tag. Throws
/// RequestRefused (412) when the current one is not among those that the caller has seen.
[[nodiscard]] std::optional<std::string> seen_tag(const Request& request, std::string_view current);

/// Throws RequestRefused for what is not done. `what`: "alert", "incident".
void require_done(rules::TriageOutcome outcome, std::string_view what, std::string_view id);
[[noreturn]] void refuse_missing(std::string_view what, std::string_view id);

/// The member "text" of the body, a comment. Throws RequestRefused (400).
[[nodiscard]] std::string comment_of(const Request& request);

}  // namespace kelpie::server
