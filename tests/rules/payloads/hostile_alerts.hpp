#pragma once

#include <string>
#include <vector>

#include "rules/alert.hpp"
#include "tables/text.hpp"

namespace kelpie::test {

/// An ordinary alert.
inline rules::Alert plain_alert() {
  rules::Alert alert;
  alert.id = "0123456789abcdef0123456789abcdef";
  alert.rule_id = "11111111-2222-3333-4444-555555555555";
  alert.rule_name = "Password spray";
  alert.rule_version = "1.2.0";
  alert.severity = rules::AlertSeverity::high;
  alert.tactics = {"CredentialAccess"};
  alert.techniques = {"T1110.003"};
  alert.title = "Spray from 203.0.113.7";
  alert.description = "Many accounts failed\nfrom one address.";
  alert.entities = {{"Account", {{"Name", "ann"}, {"UPNSuffix", "contoso.example"}}},
                    {"Account", {{"FullName", "bob@contoso.example"}}},
                    {"IP", {{"Address", "203.0.113.7"}}},
                    {"Host", {{"HostName", "srv1"}, {"DnsDomain", "contoso.example"}}}};
  alert.custom_details = {{"Attempts", {"12"}}};
  alert.window_start = tables::parse_datetime("2026-03-01T08:00:00Z").value();
  alert.window_end = tables::parse_datetime("2026-03-01T09:00:00Z").value();
  alert.incident_id = "inc-7";
  alert.row_count = 12;
  alert.rows = {R"({"UserPrincipalName":"ann@contoso.example","Count":3})"};
  return alert;
}

/// Texts that people sign in with to break what reads logs.
inline std::vector<std::string> hostile_texts() {
  return {"",
          "a|b\\c=d\"e]f",
          "line\nbreak\r\nand\ttab",
          std::string("null\0byte", 9),
          "\x1b[31mred\x1b[0m\x07",
          "\xe2\x80\xaegnp.exe",
          "bad \xff\xfe utf8 \xc3",
          "\xed\xa0\x80 surrogate",
          "\xf0\x9f\x92\xa9 \xc3\xa9 \xe4\xb8\xad",
          "CEF:0|fake|fake|1|x|y|10| cs1=forged externalId=0",
          "<34>1 2026-01-01T00:00:00Z h a - - - forged",
          "{\"id\":\"forged\"}\n{",
          std::string(1'000'000, 'x'),
          std::string(300'000, '\\') + std::string(300'000, '\n')};
}

inline std::vector<rules::Alert> hostile_alerts() {
  std::vector<rules::Alert> alerts;
  for (const std::string& text : hostile_texts()) {
    rules::Alert alert = plain_alert();
    for (std::string* field :
         {&alert.rule_id, &alert.rule_name, &alert.rule_version, &alert.title, &alert.description, &alert.incident_id})
      *field = text;
    alert.tactics = {text, text};
    alert.techniques = {text};
    alert.entities = {{"Account", {{"Name", text}}},
                      {"IP", {{"Address", text}}},
                      {text, {{"X" + text, text}}},
                      {"Process", {{"ProcessId", text}}}};
    alert.custom_details = {{"D" + text, {text, text}}};
    alert.properties = {{"P", {text}}};
    alert.rows = {text, "{\"a\":\"b\"}"};
    alerts.push_back(alert);
  }
  rules::Alert many = plain_alert();
  many.entities.clear();
  for (int i = 0; i < 5000; ++i)
    many.entities.push_back({"Account", {{"Name", "user" + std::to_string(i)}, {"UPNSuffix", "contoso.example"}}});
  for (int i = 0; i < 1000; ++i)
    many.custom_details.push_back({"Detail" + std::to_string(i), std::vector<std::string>(50, "value")});
  alerts.push_back(many);
  alerts.emplace_back();
  return alerts;
}

}  // namespace kelpie::test
