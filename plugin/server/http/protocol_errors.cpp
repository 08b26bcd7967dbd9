#include "plugin/server/http/protocol_errors.hpp"

#include <boost/beast/http/error.hpp>

namespace kelpie::server {

namespace {

namespace http = boost::beast::http;

/// Whether it is about what was sent, and not that nothing more came.
bool is_about_the_text(const boost::system::error_code& error) {
  return error.category() == make_error_code(http::error::bad_target).category() && error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

std::optional<Problem> problem_of_head(const boost::system::error_code& error, std::size_t header_bytes) {
  if (!is_about_the_text(error)) return std::nullopt;
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return Problem{431, "RequestHeaderFieldsTooLarge", "the head of the request has more than " + std::to_string(header_bytes) + " bytes", {}};
  if (error == http::error::bad_version) return Problem{505, "HttpVersionNotSupported", "expected HTTP/1.1", {}};
  return Problem{400, "BadRequest", "this is no request of HTTP/1.1: " + error.message(), {}};
}

std::optional<Problem> problem_of_body(const boost::system::error_code& error) {
  if (!is_about_the_text(error)) return std::nullopt;
  return Problem{400, "BadRequest", "the body of the request is not what its head says: " + error.message(), {}};
}

}  // namespace kelpie::server
