#pragma once

#include <string>
#include <vector>

#include "rules/findings/finding.hpp"

namespace kelpie::rules {

/// Sets Finding::fingerprint of each. They must stand in the order of their files and places: equal ones are counted.
void set_fingerprints(std::vector<Finding>& findings);

}  // namespace kelpie::rules
