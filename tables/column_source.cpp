#include "tables/column_source.hpp"

#include <utility>

#include <fmt/format.h>

namespace kelpie::tables {

namespace {

constexpr std::size_t max_path = 8;

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// The alternative, or what is wrong with it.
std::pair<SourceAlternative, std::string> parse_alternative(std::string_view text) {
  SourceAlternative result;
  if (take_prefix(text, "constant ")) {
    result.where = SourceAlternative::Where::constant;
    result.constant = text;
    return {result, text.empty() ? "a constant has a text" : ""};
  }
  result.lower = take_prefix(text, "lower ");
  if (const auto at = text.find(" except "); at != std::string_view::npos) {
    result.except = text.substr(at + 8);
    text = text.substr(0, at);
  }
  std::string_view rest = text;
  for (;;) {
    const auto dot = rest.find('.');
    const std::string_view key = rest.substr(0, dot);
    if (key.empty() || key.find(' ') != std::string_view::npos)
      return {result, fmt::format("'{}' is no path of keys parted by dots", text)};
    result.path.emplace_back(key);
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  if (result.path.size() > max_path) return {result, fmt::format("'{}' goes deeper than {} keys", text, max_path)};
  if (result.path.front() == "graph") {
    result.where = SourceAlternative::Where::graph_only;
    result.path.erase(result.path.begin());
    if (result.path.empty()) return {result, "'graph' needs a path behind it"};
  }
  return {result, ""};
}

template <typename F>
void for_each_alternative(std::string_view source, F&& f) {
  while (!source.empty()) {
    const auto bar = source.find(" | ");
    f(source.substr(0, bar));
    if (bar == std::string_view::npos) break;
    source.remove_prefix(bar + 3);
  }
}

}  // namespace

std::vector<SourceAlternative> parse_column_source(std::string_view source) {
  std::vector<SourceAlternative> result;
  for_each_alternative(source, [&](std::string_view text) { result.push_back(parse_alternative(text).first); });
  return result;
}

std::optional<std::string> check_column_source(std::string_view source) {
  std::optional<std::string> problem;
  for_each_alternative(source, [&](std::string_view text) {
    std::string found = parse_alternative(text).second;
    if (!found.empty() && !problem) problem = std::move(found);
  });
  return problem;
}

}  // namespace kelpie::tables
