#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/server/access/caller.hpp"

namespace kelpie::server {

/// Header fields in their order; names are compared without case (RFC 9110, section 5.1).
using Headers = std::vector<std::pair<std::string, std::string>>;

/// The first value of a field; nothing when it is not there.
[[nodiscard]] std::optional<std::string_view> find_header(const Headers& headers, std::string_view name);

/// A request as a handler sees it: complete, unpacked, of a known caller.
struct Request {
  std::string method;    // "GET"
  std::string target;    // path and query as they were sent
  std::string path;      // without the query, still percent-encoded
  std::string rest;      // of the path: what the pattern's {rest*} stands for, decoded
  std::vector<std::pair<std::string, std::string>> query;       // decoded, in their order
  std::vector<std::pair<std::string, std::string>> parameters;  // what the pattern's {names} stand for, decoded
  Headers headers;
  std::string body;      // Content-Encoding undone, within the route's limit
  Caller caller;
  std::string scheme;    // "http" or "https"
  std::string host;      // the Host field: what links to this server begin with
  std::string id;        // of this request, in answers and logs; the client's own x-ms-client-request-id where it sent one
  /// Set when the client has hung up or the server stops. Never null while a handler runs.
  const std::atomic<bool>* gone = nullptr;

  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return find_header(headers, name); }
  /// Of the query, the first of that name; names with and without '$' are different.
  [[nodiscard]] std::optional<std::string_view> argument(std::string_view name) const;
  /// Of the path. Empty when the pattern has no such name.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
  /// "https://host": what links begin with.
  [[nodiscard]] std::string base() const { return scheme + "://" + host; }
};

/// A part of a body that is sent as it is made.
struct BodyPiece {
  enum class State {
    more,   // there is more at once
    later,  // nothing now (the bytes may be empty): asked again in a quarter of a second
    end,    // this is the last one
  };
  State state = State::end;
  std::string bytes;
};

struct Response {
  int status = 200;
  Headers headers;  // Content-Type among them; Content-Length, Date and Connection are the server's
  std::string body;
  /// Set: `body` is only the beginning, and this is called for the rest, one call at a time, on the pool of the route; the client is slow or fast, nothing piles up.
  /// Sent chunked. An exception ends the connection without the last chunk, so that the client knows.
  std::function<BodyPiece()> more;

  [[nodiscard]] static Response json(std::string body, int status = 200);
  [[nodiscard]] static Response text(std::string body, int status = 200);
  [[nodiscard]] static Response empty(int status = 204);
  Response& with(std::string name, std::string value);
};

/// Percent-decoded; '+' is a blank where `form`. Nothing: a '%' without two digits behind it.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool form = false);
/// Everything but letters, digits and "-._~" encoded.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace kelpie::server
