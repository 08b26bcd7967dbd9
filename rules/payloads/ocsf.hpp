#pragma once

#include <string>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// Version of the Open Cybersecurity Schema Framework that ocsf() follows (schema.ocsf.io).
inline constexpr std::string_view ocsf_version = "1.5.0";

/// The alert as an OCSF Detection Finding (class 2004) that was created (activity 1), bounded (see Payload::write), in
/// ASCII JSON. The rule is its analytic, entities are evidences, resources and observables, rows are evidences with
/// data, and what the class has no place for is `unmapped`.
[[nodiscard]] std::string ocsf(const Alert& alert, std::size_t most_bytes);

}  // namespace kelpie::rules
