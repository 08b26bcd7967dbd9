#include "plugin/sinks/webhook_options.hpp"

#include <algorithm>
#include <array>

#include "plugin/sinks/net/http.hpp"
#include "plugin/sinks/shared_options.hpp"
#include "plugin/sinks/signature.hpp"

namespace kelpie::plugin {

namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

/// "Name: value". `shown` is what an error may repeat.
void add_header(WebhookOptions& webhook, std::string_view text, const std::string& shown) {
  constexpr std::array<std::string_view, 9> own = {
      "Host",       "Content-Length", "Content-Type",       "Transfer-Encoding",
      "Connection", "User-Agent",     "X-Kelpie-Signature", "Idempotency-Key",
      "Expect"};
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\r')) value.remove_suffix(1);
  if (!net::is_header_name(name) || value.empty() || !net::is_header_value(value))
    throw SinkError(shown + ": expected a header such as 'X-Team: blue'");
  if (std::any_of(own.begin(), own.end(), [&](std::string_view one) { return equal_ignoring_case(one, name); })) {
    throw SinkError(shown + ": the header " + std::string(name) + " is set by Kelpie itself");
  }
  webhook.headers.emplace_back(name, value);
}

void read_headers(WebhookOptions& webhook, const SinkOptions& options) {
  for (const std::string& header : options.texts("header"))
    add_header(webhook, header, "header=" + header.substr(0, header.find(':')));
  const auto path = options.text("header-file");
  if (!path) return;
  const std::string text = read_small_file("header-file", *path);
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    ++number;
    if (!line.empty() && line != "\r" && !line.starts_with('#'))
      add_header(webhook, line, "header-file: " + *path + ", line " + std::to_string(number));
  }
}

void check_target(std::string_view target, const std::string& shown) {
  const auto belongs = [](unsigned char c) {
    return c > 0x20 && c < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
  };
  if (target.size() > 8192 || !std::all_of(target.begin(), target.end(), belongs)) {
    throw SinkError(
        shown + " holds what an address may not hold: blanks, quotes, # and letters beyond ASCII are written as %XX");
  }
}

void read_target(WebhookOptions& webhook, const SinkSpec& spec, const SinkOptions& options) {
  webhook.target = spec.path.empty() ? "/" : spec.path;
  check_target(webhook.target, "the path");
  webhook.name = spec.scheme + "://" + host_text(webhook.host, webhook.port) + "/";
  const auto query_file = options.text("query-file");
  // Paths of webhooks are often their only secret.
  if (webhook.target != "/" || query_file)
    webhook.name += "#" + short_digest(webhook.target + "?" + query_file.value_or("")).substr(0, 8);
  if (!query_file) return;
  const std::string query = read_small_file("query-file", *query_file);
  check_target(query, "query-file: " + *query_file);
  webhook.target += (query.starts_with('?') ? "" : "?") + query;
}

}  // namespace

std::vector<std::string> webhook_option_names() {
  return {"payload", "max-size",    "batch",      "batch-form", "secret-file",
          "header",  "header-file", "query-file", "timeout",    "allow-http"};
}

WebhookOptions webhook_options(const SinkSpec& spec, const SinkOptions& options) {
  WebhookOptions webhook;
  if (spec.host.empty()) throw SinkError(spec.scheme + ": expected " + spec.scheme + "://HOST/PATH");
  webhook.tls = spec.scheme == "https";
  webhook.host = spec.host;
  webhook.port = spec.port.value_or(webhook.tls ? 443 : 80);
  if (!webhook.tls && !net::is_loopback(spec.host) && !options.yes("allow-http", false)) {
    throw SinkError("http: alerts would travel unencrypted to " + spec.host + ": use https, or say allow-http=yes");
  }
  read_target(webhook, spec, options);
  webhook.payload = &payload_option(options, "json");
  webhook.most_bytes = options.bytes("max-size", 1'000'000, rules::least_payload_bytes, 4'000'000);
  webhook.batch = options.number("batch", 1, 1, 1000);
  const std::string form = options.word("batch-form", webhook.payload->json ? "array" : "lines", {"array", "lines"});
  webhook.lines = form == "lines";
  if (!webhook.lines && !webhook.payload->json)
    options.refuse("batch-form", form, "lines: alerts as " + std::string(webhook.payload->name) + " make no array");
  if (const auto path = options.text("secret-file")) {
    webhook.secret = read_small_file("secret-file", *path);
    if (webhook.secret.size() < 16)
      throw SinkError("secret-file: the secret in '" + *path +
                      "' has less than 16 characters; openssl rand -hex 32 makes one");
  }
  read_headers(webhook, options);
  webhook.timeout = std::chrono::seconds(options.number("timeout", 10, 1, 300));
  return webhook;
}

}  // namespace kelpie::plugin
