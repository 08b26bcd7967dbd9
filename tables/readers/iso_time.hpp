#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kelpie::tables::readers {

/// Ticks of YYYY-MM-DDThh:mm:ss[.f{1,7}]Z, the form nearly all events use; nothing for any other form or a time that
/// does not exist.
[[nodiscard]] std::optional<std::int64_t> parse_iso_time(std::string_view text);

/// The same for all forms of events: what Kusto reads, and `4/19/2021, 12:13:19.483 PM` of exported tables.
[[nodiscard]] std::optional<std::int64_t> parse_event_time(std::string_view text);

}  // namespace kelpie::tables::readers
