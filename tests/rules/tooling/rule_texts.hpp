#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "rules/load.hpp"

namespace kelpie::tests {

/// A rule that others are made of.
inline const std::string spray_rule = R"(id: 11111111-2222-3333-4444-555555555501
name: Password spray
description: Many accounts fail from one address.
severity: Medium
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes:
      - SigninLogs
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics:
  - CredentialAccess
relevantTechniques:
  - T1110.003
query: |
  SigninLogs
  | where ResultType == "50126" // wrong password
  | summarize Users = dcount(UserPrincipalName) by IPAddress, AppDisplayName
  | where Users > 10
entityMappings:
  - entityType: IP
    fieldMappings:
      - identifier: Address
        columnName: IPAddress
customDetails:
  Application: AppDisplayName
version: 1.2.3
kind: Scheduled
)";

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

/// The rules of texts that have no errors; the paths are rule1.yaml, rule2.yaml, ...
inline std::vector<rules::Rule> rules_of(const std::vector<std::string>& texts) {
  rules::LoadedRules loaded;
  for (std::size_t i = 0; i < texts.size(); ++i)
    rules::read_rule("rule" + std::to_string(i + 1) + ".yaml", texts[i], loaded);
  for (const rules::RuleDiagnostic& one : loaded.diagnostics) {
    if (one.diagnostic.severity == parser::Severity::error) BOOST_ERROR(rules::render(one));
  }
  return std::move(loaded.rules);
}

}  // namespace kelpie::tests
