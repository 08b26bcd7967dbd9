#include "plugin/server/api/graph/filter_parser.hpp"
#include "plugin/server/api/graph/problem.hpp"

namespace kelpie::server::graph {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<OrderBy> parse_order_by(std::string_view text) {
  std::vector<OrderBy> keys;
  std::size_t at = 0;
  for (;;) {
    const auto comma = text.find(',', at);
    std::string_view part = trimmed(text.substr(at, comma == std::string_view::npos ? comma : comma - at));
    OrderBy key;
    const auto blank = part.find(' ');
    const std::string_view direction =
        blank == std::string_view::npos ? std::string_view() : trimmed(part.substr(blank));
    if (direction != "" && direction != "asc" && direction != "desc")
      refuse("Invalid orderby clause: 'asc' or 'desc' was expected and '" + std::string(direction) + "' found.");
    key.descending = direction == "desc";
    std::string_view path = part.substr(0, blank);
    if (path.empty()) refuse("Invalid orderby clause: a property was expected, as in $orderby=createdDateTime desc.");
    for (;;) {
      const auto slash = path.find('/');
      key.path.names.push_back({std::string(path.substr(0, slash)), at});
      if (slash == std::string_view::npos) break;
      path.remove_prefix(slash + 1);
    }
    keys.push_back(std::move(key));
    if (keys.size() > 8) refuse("Invalid orderby clause: there are more than 8 properties.");
    if (comma == std::string_view::npos) return keys;
    at = comma + 1;
  }
}

}  // namespace kelpie::server::graph
