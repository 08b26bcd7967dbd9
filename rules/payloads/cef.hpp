#pragma once

#include <string>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// The alert in the Common Event Format, version 0 (OpenText, "ArcSight Common Event Format Implementation Standard"),
/// bounded (see Payload::write). Header: Kelpie, its version, the rule's id, the title, severity 1 (Informational), 3,
/// 5 or 8 (High). Extension: externalId is the alert's id; rt and end the end of its window, start the begin; cnt its
/// rows; suser and duser the first and second account; src, dhost, request, fname, fileHash the first entity of each
/// kind (an IPv6 address is c6a2); cs1 tactics, cs2 techniques, cs3 the rule, cs4 the incident, cs5 all entities, cs6
/// custom details; msg the description. Values are cut to the lengths of the standard.
[[nodiscard]] std::string cef(const Alert& alert, std::size_t most_bytes);

}  // namespace kelpie::rules
