#pragma once

#include <iosfwd>
#include <span>

#include "plugin/output/terminal.hpp"
#include "rules/alert.hpp"

namespace kelpie::plugin {

/// Alerts for a person: one card each, the gravest word in colour, who and what it is about, when, how many rows, and why it matters.
void write_alert_cards(std::ostream& out, std::span<const rules::Alert> alerts, const Terminal& terminal);

}  // namespace kelpie::plugin
