#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kelpie::rules {

enum class TechniqueStatus { current, deprecated, revoked };

/// A technique or sub-technique of MITRE ATT&CK, Enterprise or ICS.
struct Technique {
  std::string id;                         // "T1078.004"
  std::string name;                       // "Cloud Accounts"; empty of a revoked one
  std::vector<std::string_view> tactics;  // as rule files write them; empty unless current
  TechniqueStatus status = TechniqueStatus::current;
  std::string replaced_by;  // of a revoked one, and of some deprecated ones
};

/// The release that the table is of: "18.0".
[[nodiscard]] std::string_view attack_version();
/// By its id as ATT&CK writes it; nullptr when the release has none of that id.
[[nodiscard]] const Technique* technique_named(std::string_view id);
/// All, in order of their ids.
[[nodiscard]] std::span<const Technique> all_techniques();

}  // namespace kelpie::rules
