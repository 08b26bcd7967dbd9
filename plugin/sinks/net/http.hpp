#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/sinks/net/stream.hpp"

namespace kelpie::plugin::net {

/// A POST request (RFC 9110, HTTP/1.1).
struct HttpRequest {
  std::string host;    // as the header Host says it
  std::string target;  // path and query
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;  // more of them
  std::string body;
};

struct HttpAnswer {
  int status = 0;
  std::optional<std::string> retry_after;  // the header, as it came
  std::string text;                        // the first bytes of the body
  bool keep_open = false;                  // the connection may be used again
};

/// A receiver that answers too much, or no HTTP.
class HttpError : public ConnectionError {
 public:
  using ConnectionError::ConnectionError;
};

/// Sends the request and reads the answer: at most 16 KB of headers and 64 KB of body; of a longer body the rest is not
/// read and the connection is not kept. The status counts as soon as the headers are complete. Throws ConnectionError
/// when there is none until the deadline.
[[nodiscard]] HttpAnswer post(Stream& stream, const HttpRequest& request, Deadline deadline);

/// Whether the text may be a header's name (a token), or its value (no control characters).
[[nodiscard]] bool is_header_name(std::string_view text);
[[nodiscard]] bool is_header_value(std::string_view text);

}  // namespace kelpie::plugin::net
