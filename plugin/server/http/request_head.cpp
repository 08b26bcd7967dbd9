#include "plugin/server/http/request_head.hpp"

#include <algorithm>

#include "plugin/server/http/random_guid.hpp"
#include "tables/readers/json_text.hpp"

namespace kelpie::server {

namespace {

constexpr std::size_t most_arguments = 200;

/// A client's own id is repeated in answers and logs: only what is harmless there.
bool is_harmless_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           std::string_view("-._:;/@|+=").find(letter) != std::string_view::npos;
  });
}

bool is_host(std::string_view name) {
  constexpr std::string_view host = "host";
  return std::equal(name.begin(), name.end(), host.begin(), host.end(), [](char letter, char lower) { return (letter | 0x20) == lower; });
}

bool is_harmless_host(std::string_view host) {
  return host.size() <= 300 && std::all_of(host.begin(), host.end(), [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           std::string_view("-._:[]%").find(letter) != std::string_view::npos;
  });
}

std::optional<Problem> read_arguments(std::string_view text, Request& request) {
  while (!text.empty()) {
    const auto ampersand = text.find('&');
    const std::string_view one = text.substr(0, ampersand);
    text = ampersand == std::string_view::npos ? std::string_view() : text.substr(ampersand + 1);
    if (one.empty()) continue;
    if (request.query.size() == most_arguments)
      return Problem{400, "BadRequest", "the address has more than " + std::to_string(most_arguments) + " arguments", {}};
    const auto equals = one.find('=');
    auto name = percent_decoded(one.substr(0, equals), true);
    auto value = percent_decoded(equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1), true);
    if (!name || !value) return Problem{400, "BadRequest", "an argument of the address has a '%' that is not followed by two hexadecimal digits", {}};
    if (!tables::readers::is_utf8(*name) || !tables::readers::is_utf8(*value))
      return Problem{400, "BadRequest", "an argument of the address is not UTF-8", {}};
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return std::nullopt;
}

}  // namespace

std::string client_request_id(const Request& request) {
  const auto own = request.header("x-ms-client-request-id");
  return own && is_harmless_id(*own) ? std::string(*own) : std::string();
}

std::optional<Problem> complete_head(Request& request, unsigned version) {
  request.id = client_request_id(request);
  if (request.id.empty()) request.id = random_guid();
  const auto host = request.header("Host");
  const auto hosts = std::count_if(request.headers.begin(), request.headers.end(), [](const auto& field) { return is_host(field.first); });
  if (hosts > 1) return Problem{400, "BadRequest", "the header Host is there more than once", {}};
  if (!host && version >= 11) return Problem{400, "BadRequest", "the header Host is missing; HTTP/1.1 wants it", {}};
  if (host && !is_harmless_host(*host)) return Problem{400, "BadRequest", "the header Host is no name or address with a port", {}};
  request.host = host ? std::string(*host) : "localhost";
  std::string_view target = request.target;
  if (const auto scheme = target.find("://"); scheme != std::string_view::npos && !target.starts_with('/')) {
    const auto slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (request.path.empty() || request.path.front() != '/')
    return Problem{400, "BadRequest", "the address of a request begins with '/'", {}};
  // What handlers repeat in answers and put into queries is text. Bad encodings are the router's.
  const auto decoded = percent_decoded(request.path);
  if (!tables::readers::is_utf8(decoded ? *decoded : request.path)) return Problem{400, "BadRequest", "the address is not UTF-8", {}};
  if (question == std::string_view::npos) return std::nullopt;
  target.remove_prefix(question + 1);
  return read_arguments(target.substr(0, target.find('#')), request);
}

}  // namespace kelpie::server
