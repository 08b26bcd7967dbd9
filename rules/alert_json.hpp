#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/alert.hpp"

namespace kelpie::rules {

/// The alert as one line of JSON without the line's end. Keys always stand in one order; lists that are empty stay, absent texts are "".
/// Bytes that are no UTF-8 become U+FFFD. A row that is no object, or nests too deep to stand inside, is a text.
[[nodiscard]] std::string alert_json(const Alert& alert);

/// The alert that alert_json() wrote, with every field. Keys that it does not know are ignored, keys that are missing leave the field as it is
/// in an empty alert, so that older and newer versions read each other's. Nothing when the text is no JSON object (tables::parse_json says how
/// deep and long it may be), has no id, or a key holds a value of another kind or a name that is none.
[[nodiscard]] std::optional<Alert> read_alert_json(std::string_view text);

}  // namespace kelpie::rules
