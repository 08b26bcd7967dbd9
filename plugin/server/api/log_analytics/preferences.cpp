#include "plugin/server/api/log_analytics/preferences.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "plugin/server/api/log_analytics/problems.hpp"
#include "tables/text.hpp"

namespace kelpie::server::log_analytics {

namespace {

std::string bare(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter != ' ' && letter != '\t' && letter != '"')
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return out;
}

}  // namespace

Preferences read_preferences(std::string_view prefer) {
  Preferences read;
  while (!prefer.empty()) {
    const std::size_t end = std::min(prefer.find_first_of(",;"), prefer.size());
    const std::string one = bare(prefer.substr(0, end));
    prefer.remove_prefix(std::min(end + 1, prefer.size()));
    const auto equals = one.find('=');
    const std::string name = one.substr(0, equals),
                      value = equals == std::string::npos ? "true" : one.substr(equals + 1);
    if (name == "include-statistics")
      read.statistics = value != "false";
    else if (name == "include-render")
      read.render = value != "false";
    else if (name == "wait") {
      const auto seconds = tables::parse_long(value);
      if (!seconds || *seconds < 0)
        throw bad_argument("The header Prefer says wait=" + value.substr(0, 50) +
                           "; expected a whole number of seconds, such as wait=600.");
      // That API goes to ten minutes; a day is beyond whatever the server allows.
      read.wait = std::chrono::seconds(std::min<std::int64_t>(*seconds, 86'400));
    }
  }
  return read;
}

}  // namespace kelpie::server::log_analytics
