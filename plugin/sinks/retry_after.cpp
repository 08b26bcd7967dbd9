#include "plugin/sinks/retry_after.hpp"

#include <algorithm>

#include "tables/text.hpp"

namespace kelpie::plugin {

std::optional<std::chrono::seconds> parse_retry_after(std::string_view text, std::time_t now) {
  constexpr std::int64_t day = 86'400;
  const bool digits = !text.empty() && text.size() < 12 &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits) return std::chrono::seconds(std::min(day, tables::parse_long(text).value_or(0)));
  const auto ticks = tables::parse_datetime(text);
  if (!ticks || text.find(':') == std::string_view::npos) return std::nullopt;
  const std::int64_t seconds = (*ticks - tables::unix_epoch) / tables::ticks_per_second - now;
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, day));
}

}  // namespace kelpie::plugin
