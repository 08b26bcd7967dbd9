#include "rules/payloads/cef.hpp"

#include <utility>
#include <vector>

#include <arpa/inet.h>

#include "rules/payloads/entity_text.hpp"
#include "rules/payloads/fit.hpp"
#include "rules/payloads/plain_text.hpp"
#include "rules/payloads/product.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

std::string escaped_header(std::string_view text, std::size_t most_bytes) {
  std::string out;
  for (const char c : visible_text(cut_marked(text, most_bytes), false)) {
    if (c == '\\' || c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string escaped_value(std::string_view text, std::size_t most_bytes) {
  std::string out;
  for (const char c : visible_text(cut_marked(text, most_bytes), true)) {
    switch (c) {
      case '\\':
        out += "\\\\";
        break;
      case '=':
        out += "\\=";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += ' ';
        break;
      default:
        out += c;
    }
  }
  return out;
}

class Extension {
 public:
  void add(std::string_view key, std::string_view value, std::size_t most_bytes) {
    // Blanks at a value's end belong to no value: the next key follows them.
    while (!value.empty() && (value.back() == ' ' || value.back() == '\n')) value.remove_suffix(1);
    if (value.empty()) return;
    if (!text_.empty()) text_ += ' ';
    text_ += std::string(key) + "=" + escaped_value(value, most_bytes);
  }
  void add_custom(int number, std::string_view label, std::string_view value) {
    if (value.empty()) return;
    const std::string key = "cs" + std::to_string(number);
    add(key + "Label", label, 1023);
    add(key, value, 4000);
  }
  void add_time(std::string_view key, std::int64_t ticks) {
    const std::int64_t milliseconds = (ticks - tables::unix_epoch) / tables::ticks_per_millisecond;
    if (milliseconds > 0) add(key, std::to_string(milliseconds), 20);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

int severity_of(AlertSeverity severity) {
  switch (severity) {
    case AlertSeverity::high:
      return 8;
    case AlertSeverity::medium:
      return 5;
    case AlertSeverity::low:
      return 3;
    case AlertSeverity::informational:
      break;
  }
  return 1;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

bool is_address(int family, std::string_view text) {
  unsigned char bytes[16];
  return inet_pton(family, std::string(text).c_str(), bytes) == 1;
}

void add_address(Extension& extension, std::string_view address) {
  if (is_address(AF_INET, address)) {
    extension.add("src", address, 64);
  } else if (is_address(AF_INET6, address)) {
    extension.add("c6a2Label", "Source IPv6 Address", 64);
    extension.add("c6a2", address, 64);
  }
}

void add_entities(Extension& extension, const Alert& alert) {
  std::size_t accounts = 0;
  bool address = false, host = false, url = false, file = false, hash = false;
  std::string all;
  const auto first = [](bool& seen) { return !std::exchange(seen, true); };
  for (const AlertEntity& entity : alert.entities) {
    const std::string text = entity_text(entity);
    if (entity.type == "Account" && accounts < 2)
      extension.add(accounts++ == 0 ? "suser" : "duser", text, 1023);
    else if (entity.type == "IP" && first(address))
      add_address(extension, identifier_of(entity, "Address"));
    else if (entity.type == "Host" && first(host))
      extension.add("dhost", text, 1023);
    else if (entity.type == "URL" && first(url))
      extension.add("request", identifier_of(entity, "Url"), 1023);
    else if (entity.type == "File" && first(file))
      extension.add("fname", identifier_of(entity, "Name"), 1023);
    else if (entity.type == "FileHash" && first(hash))
      extension.add("fileHash", identifier_of(entity, "Value"), 255);
    all += (all.empty() ? "" : "; ") + entity.type + " " + text;
  }
  extension.add_custom(5, "Entities", all);
}

std::string details_text(const std::vector<AlertDetail>& details) {
  std::string out;
  for (const AlertDetail& detail : details)
    out += (out.empty() ? "" : "; ") + detail.name + ": " + joined(detail.values);
  return out;
}

std::string write(const Alert& alert) {
  Extension extension;
  extension.add("externalId", alert.id, 64);
  extension.add_time("rt", alert.window_end);
  extension.add_time("start", alert.window_start);
  extension.add_time("end", alert.window_end);
  extension.add("cat", alert.origin == AlertOrigin::health ? "Health" : "Detection", 64);
  extension.add("cnt", std::to_string(alert.row_count), 20);
  extension.add_custom(1, "Tactics", joined(alert.tactics));
  extension.add_custom(2, "Techniques", joined(alert.techniques));
  extension.add_custom(3, "Rule",
                       alert.rule_name + (alert.rule_version.empty() ? "" : " (version " + alert.rule_version + ")"));
  extension.add_custom(4, "Incident", alert.incident_id);
  add_entities(extension, alert);
  extension.add_custom(6, "Details", details_text(alert.custom_details));
  extension.add("msg", alert.description, 1023);
  return "CEF:0|" + escaped_header(product_name, 63) + "|" + escaped_header(product_name, 63) + "|" +
         escaped_header(product_version, 31) + "|" + escaped_header(alert.rule_id, 1023) + "|" +
         escaped_header(alert.title, 512) + "|" + std::to_string(severity_of(alert.severity)) + "|" + extension.text();
}

}  // namespace

std::string cef(const Alert& alert, std::size_t most_bytes) { return fit(alert, most_bytes, write); }

}  // namespace kelpie::rules
