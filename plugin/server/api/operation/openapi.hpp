#pragma once

#include <string>

#include "plugin/server/http/router.hpp"

namespace kelpie::server {

/// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) of all routes that have a summary, in JSON. The
/// answers to problems are what the routes' own problem forms write. Throws std::logic_error where Route::parameters is
/// no JSON.
[[nodiscard]] std::string openapi_document(const Router& router);

}  // namespace kelpie::server
