#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/testing/rule_test.hpp"

namespace kelpie::rules::testing {

/// By table: what its events are completed with.
using EventDefaults = std::map<std::string, PlacedValue>;

/// Reads what stands under `events`: tables and their rows, repeated rows, files.
[[nodiscard]] std::vector<WrittenEvent> read_events(const PlacedValue& value, const EventDefaults& defaults,
                                                    TestReader& reader);

}  // namespace kelpie::rules::testing
