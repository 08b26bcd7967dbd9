#include "rules/tactics.hpp"

#include <array>
#include <string>

namespace kelpie::rules {

namespace {

constexpr std::array<std::string_view, 18> tactics = {
    "Reconnaissance",    "ResourceDevelopment", "InitialAccess", "Execution",         "Persistence", "PrivilegeEscalation",
    "DefenseEvasion",    "CredentialAccess",    "Discovery",     "LateralMovement",   "Collection",  "CommandAndControl",
    "Exfiltration",      "Impact",              "PreAttack",     "ImpairProcessControl", "InhibitResponseFunction", "Evasion"};

std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ' ') continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return result;
}

}  // namespace

std::span<const std::string_view> all_tactics() { return tactics; }

std::optional<std::string_view> tactic_named(std::string_view text) {
  const std::string wanted = folded(text);
  for (const std::string_view tactic : tactics) {
    if (folded(tactic) == wanted) return tactic;
  }
  return std::nullopt;
}

}  // namespace kelpie::rules
