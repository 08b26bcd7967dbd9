#include "plugin/server/http/response_head.hpp"

#include <cstdio>
#include <ctime>

namespace kelpie::server {

namespace {

void append_field(std::string_view name, std::string_view value, std::string& out) {
  const auto harmless = [&](std::string_view text) {
    for (const char letter : text) out += static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F ? ' ' : letter;
  };
  harmless(name);
  out += ": ";
  harmless(value);
  out += "\r\n";
}

/// IMF-fixdate (RFC 9110, section 5.6.7).
std::string date_now() {
  thread_local std::time_t made_for = -1;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now == made_for) return text;
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
  made_for = now;
  text = buffer;
  return text;
}

}  // namespace

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "Answer";
  }
}

bool is_text_like(const Response& response) {
  const auto type = find_header(response.headers, "Content-Type");
  return type && !type->starts_with("text/event-stream") && (type->starts_with("text/") || type->find("json") != std::string_view::npos);
}

std::string response_head(const Response& response, Framing framing, std::uint64_t length, bool keep_alive) {
  std::string out;
  out.reserve(512);
  out += "HTTP/1.1 ";
  out += std::to_string(response.status);
  out += ' ';
  out += reason_of(response.status);
  out += "\r\n";
  append_field("Date", date_now(), out);
  out += "Server: Kelpie\r\n";
  for (const auto& [name, value] : response.headers) append_field(name, value, out);
  // What is asked of evidence is nobody else's to keep, and is what it says it is.
  if (!find_header(response.headers, "Cache-Control")) out += "Cache-Control: no-store\r\n";
  out += "X-Content-Type-Options: nosniff\r\n";
  if (framing == Framing::chunked)
    out += "Transfer-Encoding: chunked\r\n";
  else if (framing == Framing::length && !has_no_body(response.status))
    append_field("Content-Length", std::to_string(length), out);
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out;
}

}  // namespace kelpie::server
