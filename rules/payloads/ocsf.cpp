#include "rules/payloads/ocsf.hpp"

#include <algorithm>
#include <array>

#include "rules/payloads/fit.hpp"
#include "rules/payloads/ocsf_entities.hpp"
#include "rules/payloads/plain_text.hpp"
#include "rules/payloads/product.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::rules {

namespace {

using tables::DynamicBuilder;

/// MITRE ATT&CK: the tactic as Sentinel writes it, its id and its name.
struct Tactic {
  std::string_view written, uid, name;
};
constexpr std::array<Tactic, 17> tactics{{
    {"Reconnaissance", "TA0043", "Reconnaissance"},
    {"ResourceDevelopment", "TA0042", "Resource Development"},
    {"InitialAccess", "TA0001", "Initial Access"},
    {"Execution", "TA0002", "Execution"},
    {"Persistence", "TA0003", "Persistence"},
    {"PrivilegeEscalation", "TA0004", "Privilege Escalation"},
    {"DefenseEvasion", "TA0005", "Defense Evasion"},
    {"CredentialAccess", "TA0006", "Credential Access"},
    {"Discovery", "TA0007", "Discovery"},
    {"LateralMovement", "TA0008", "Lateral Movement"},
    {"Collection", "TA0009", "Collection"},
    {"CommandAndControl", "TA0011", "Command and Control"},
    {"Exfiltration", "TA0010", "Exfiltration"},
    {"Impact", "TA0040", "Impact"},
    {"ImpairProcessControl", "TA0106", "Impair Process Control"},
    {"InhibitResponseFunction", "TA0107", "Inhibit Response Function"},
    {"Evasion", "TA0103", "Evasion"},
}};

void write(DynamicBuilder& bag, std::string_view key, std::string_view text) {
  bag.key(key);
  bag.string(text);
}
void write(DynamicBuilder& bag, std::string_view key, std::int64_t number) {
  bag.key(key);
  bag.long_(number);
}
void write_if(DynamicBuilder& bag, std::string_view key, std::string_view text) {
  if (!text.empty()) write(bag, key, text);
}
/// Milliseconds since 1970, as OCSF's timestamp_t.
void write_time(DynamicBuilder& bag, std::string_view key, std::int64_t ticks) {
  write(bag, key, (ticks - tables::unix_epoch) / tables::ticks_per_millisecond);
}

template <typename Write>
void write_bag(DynamicBuilder& bag, std::string_view key, Write inside) {
  bag.key(key);
  bag.begin_bag();
  inside();
  bag.end_bag();
}

int severity_of(AlertSeverity severity) {
  switch (severity) {
    case AlertSeverity::high:
      return 4;
    case AlertSeverity::medium:
      return 3;
    case AlertSeverity::low:
      return 2;
    case AlertSeverity::informational:
      break;
  }
  return 1;
}

void write_attacks(const Alert& alert, DynamicBuilder& bag) {
  if (alert.tactics.empty() && alert.techniques.empty()) return;
  bag.key("attacks");
  bag.begin_array();
  // The alert does not say which technique serves which tactic.
  for (const std::string& written : alert.tactics) {
    bag.begin_bag();
    write_bag(bag, "tactic", [&] {
      const auto* known =
          std::find_if(tactics.begin(), tactics.end(), [&](const Tactic& tactic) { return tactic.written == written; });
      write(bag, "name", known == tactics.end() ? std::string_view(written) : known->name);
      if (known != tactics.end()) write(bag, "uid", known->uid);
    });
    bag.end_bag();
  }
  for (const std::string& technique : alert.techniques) {
    bag.begin_bag();
    write_bag(bag, "technique", [&] { write(bag, "uid", std::string_view(technique).substr(0, technique.find('.'))); });
    if (technique.find('.') != std::string::npos)
      write_bag(bag, "sub_technique", [&] { write(bag, "uid", technique); });
    bag.end_bag();
  }
  bag.end_array();
}

void write_details(DynamicBuilder& bag, std::string_view key, const std::vector<AlertDetail>& details) {
  if (details.empty()) return;
  write_bag(bag, key, [&] {
    for (const AlertDetail& detail : details) {
      bag.key(detail.name);
      bag.begin_array();
      for (const std::string& value : detail.values) bag.string(value);
      bag.end_array();
    }
  });
}

void write_finding_info(const Alert& alert, DynamicBuilder& bag) {
  write(bag, "uid", alert.id);
  write(bag, "title", alert.title);
  write_if(bag, "desc", alert.description);
  write_time(bag, "created_time", alert.window_end);
  write_time(bag, "first_seen_time", alert.window_start);
  write_time(bag, "last_seen_time", alert.window_end);
  write_bag(bag, "analytic", [&] {
    write(bag, "type_id", 1);
    write(bag, "type", "Rule");
    write_if(bag, "uid", alert.rule_id);
    write(bag, "name", alert.rule_name);
    write_if(bag, "version", alert.rule_version);
  });
  write_attacks(alert, bag);
}

std::string finding_json(const Alert& alert) {
  DynamicBuilder bag;
  bag.begin_bag();
  write(bag, "activity_id", 1);
  write(bag, "activity_name", "Create");
  write(bag, "category_uid", 2);
  write(bag, "category_name", "Findings");
  write(bag, "class_uid", 2004);
  write(bag, "class_name", "Detection Finding");
  write(bag, "type_uid", 200401);
  write(bag, "type_name", "Detection Finding: Create");
  write_time(bag, "time", alert.window_end);
  write_time(bag, "start_time", alert.window_start);
  write_time(bag, "end_time", alert.window_end);
  write(bag, "severity_id", severity_of(alert.severity));
  write(bag, "severity", name_of(alert.severity));
  write(bag, "status_id", 1);
  write(bag, "status", "New");
  bag.key("is_alert");
  bag.boolean(true);
  write(bag, "message", alert.title);
  write_bag(bag, "metadata", [&] {
    write(bag, "version", ocsf_version);
    write_bag(bag, "product", [&] {
      write(bag, "name", product_name);
      write(bag, "vendor_name", product_name);
      write(bag, "version", product_version);
    });
    write(bag, "uid", alert.id);
    write_if(bag, "correlation_uid", alert.incident_id);
  });
  write_bag(bag, "finding_info", [&] { write_finding_info(alert, bag); });
  write_ocsf_entities(alert, bag);
  write_bag(bag, "unmapped", [&] {
    write(bag, "origin", alert.origin == AlertOrigin::health ? "health" : "detection");
    write(bag, "rule_kind", name_of(alert.rule_kind));
    write(bag, "row_count", static_cast<std::int64_t>(alert.row_count));
    write_details(bag, "custom_details", alert.custom_details);
    write_details(bag, "properties", alert.properties);
  });
  bag.end_bag();
  return ascii_json(tables::to_json(tables::DynamicView(bag.bytes())));
}

}  // namespace

std::string ocsf(const Alert& alert, std::size_t most_bytes) { return fit(alert, most_bytes, finding_json); }

}  // namespace kelpie::rules
