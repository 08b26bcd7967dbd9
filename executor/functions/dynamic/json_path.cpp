#include "executor/functions/dynamic/json_path.hpp"

#include <charconv>

namespace kelpie::executor {

using tables::DynamicKind;
using tables::DynamicView;

namespace {

/// Reads "['name']", "["name"]" or "[12]" at `at`, which stands on the bracket, and moves behind it.
std::optional<PathStep> bracket_step(std::string_view text, std::size_t& at) {
  std::size_t inside = at + 1;
  if (inside >= text.size()) return std::nullopt;
  const char quote = text[inside];
  if (quote == '\'' || quote == '"') {
    std::string name;
    for (std::size_t i = inside + 1; i < text.size(); ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) {
        name += text[++i];
      } else if (text[i] == quote) {
        if (i + 1 >= text.size() || text[i + 1] != ']') return std::nullopt;
        at = i + 2;
        return name;
      } else {
        name += text[i];
      }
    }
    return std::nullopt;
  }
  const std::size_t close = text.find(']', inside);
  if (close == std::string_view::npos) return std::nullopt;
  std::int64_t index = 0;
  const char* end = text.data() + close;
  const auto [stop, error] = std::from_chars(text.data() + inside, end, index);
  if (error != std::errc() || stop != end) return std::nullopt;
  at = close + 1;
  return index;
}

}  // namespace

std::optional<Path> parse_json_path(std::string_view text) {
  if (!text.starts_with('$')) return std::nullopt;
  Path path;
  for (std::size_t at = 1; at < text.size();) {
    if (path.size() == tables::max_dynamic_depth) return std::nullopt;
    if (text[at] == '[') {
      auto step = bracket_step(text, at);
      if (!step) return std::nullopt;
      path.push_back(std::move(*step));
      continue;
    }
    if (text[at] != '.') return std::nullopt;
    const std::size_t end = std::min(text.find_first_of(".[", at + 1), text.size());
    if (end == at + 1) return std::nullopt;
    path.emplace_back(std::string(text.substr(at + 1, end - at - 1)));
    at = end;
  }
  return path;
}

std::optional<std::vector<std::string>> parse_bag_key(std::string_view text) {
  if (!text.starts_with('$')) return std::vector<std::string>{std::string(text)};
  auto path = parse_json_path(text);
  if (!path || path->empty()) return std::nullopt;
  std::vector<std::string> keys;
  for (PathStep& step : *path) {
    auto* key = std::get_if<std::string>(&step);
    if (key == nullptr) return std::nullopt;
    keys.push_back(std::move(*key));
  }
  return keys;
}

DynamicView element_at(DynamicView value, std::int64_t index) {
  if (value.kind() != DynamicKind::array) return {};
  const auto size = static_cast<std::int64_t>(value.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) return {};
  return value.element(static_cast<std::size_t>(index));
}

DynamicView follow(DynamicView value, const Path& path) {
  for (const PathStep& step : path) {
    const auto* key = std::get_if<std::string>(&step);
    value = key != nullptr ? value.find(*key) : element_at(value, std::get<std::int64_t>(step));
    if (value.is_null()) return {};
  }
  return value;
}

bool has_key(DynamicView bag, std::string_view key) {
  if (bag.kind() != DynamicKind::bag) return false;
  if (!bag.find(key).is_null()) return true;
  for (std::size_t i = 0; i < bag.size(); ++i) {
    if (bag.key(i) == key) return true;
  }
  return false;
}

}  // namespace kelpie::executor
