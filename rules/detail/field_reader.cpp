#include "rules/detail/field_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "executor/binder/nearest_name.hpp"
#include "rules/duration.hpp"

namespace kelpie::rules::detail {

namespace {

constexpr std::size_t longest_list = 1000;

std::string_view kind_of(const YAML::Node& node) {
  if (node.IsSequence()) return "a list";
  if (node.IsMap()) return "a map";
  return node.IsNull() ? "nothing" : "text";
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

}  // namespace

parser::Span RuleReader::span_of(const YAML::Node& node) const {
  const std::string_view file = source_->text;
  const YAML::Mark mark = node.Mark();
  std::size_t begin = mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  begin = std::min(begin, file.size());
  std::size_t length = 0;
  if (node.IsScalar()) {
    if (file.substr(begin).starts_with(node.Scalar())) length = node.Scalar().size();
    else if (file.substr(begin + (begin < file.size() ? 1 : 0)).starts_with(node.Scalar())) length = node.Scalar().size() + 2;
  }
  const std::size_t line_end = std::min(file.find('\n', begin), file.size());
  const std::size_t end = std::min(begin + length, line_end);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

void RuleReader::tell(parser::Severity severity, parser::Span span, std::string code, std::string message, std::string hint) {
  diagnostics_.push_back({source_, {severity, std::move(code), std::move(message), span, std::move(hint)}});
}
void RuleReader::error(parser::Span span, std::string code, std::string message, std::string hint) {
  tell(parser::Severity::error, span, std::move(code), std::move(message), std::move(hint));
}
void RuleReader::warn(parser::Span span, std::string code, std::string message, std::string hint) {
  tell(parser::Severity::warning, span, std::move(code), std::move(message), std::move(hint));
}

void RuleReader::keep(LimitOf of, std::int64_t value, parser::Span span) { keep(of, value, span, limit(of).what); }
void RuleReader::keep(LimitOf of, std::int64_t value, parser::Span span, std::string_view what) {
  if (!keeps(limit(of), value)) warn(span, std::string(limit(of).code), broken_limit(limit(of), value, what));
}

void RuleReader::expected(const YAML::Node& node, std::string_view what, std::string_view type) {
  error(span_of(node), "KR007", fmt::format("{} is {}; {} is expected.", what, kind_of(node), type));
}

std::optional<PlacedText> RuleReader::text(const YAML::Node& node, std::string_view what, std::string_view expected_as) {
  if (node.IsScalar()) return PlacedText{node.Scalar(), span_of(node)};
  expected(node, what, expected_as);
  return std::nullopt;
}

std::vector<PlacedText> RuleReader::texts(const YAML::Node& node, std::string_view what) {
  std::vector<PlacedText> result;
  if (node.IsScalar()) {
    std::string_view rest = node.Scalar();
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      if (std::string part = trimmed(rest.substr(0, comma)); !part.empty()) result.push_back({std::move(part), span_of(node)});
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    return result;
  }
  for (const YAML::Node& element : list(node, what)) {
    if (element.IsNull()) continue;
    if (auto one = text(element, fmt::format("An element of {}", what))) result.push_back(std::move(*one));
  }
  return result;
}

std::optional<bool> RuleReader::boolean(const YAML::Node& node, std::string_view what) {
  if (bool value = false; node.IsScalar() && YAML::convert<bool>::decode(node, value)) return value;
  expected(node, what, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> RuleReader::duration(const YAML::Node& node, std::string_view what) {
  const auto written = text(node, what, "a length of time");
  if (!written) return std::nullopt;
  if (const auto ticks = parse_duration(trimmed(written->text))) return ticks;
  error(written->span, "KR008", fmt::format("{} is '{}', which is no length of time.", what, written->text),
        "write 5m, 1h, 1h10m, 14d, or ISO 8601: PT5M, PT1H, P14D");
  return std::nullopt;
}

std::optional<std::size_t> RuleReader::one_of(const YAML::Node& node, std::string_view what,
                                              std::initializer_list<std::string_view> allowed) {
  const auto written = text(node, what);
  if (!written) return std::nullopt;
  const std::string word = lower(trimmed(written->text));
  for (auto at = allowed.begin(); at != allowed.end(); ++at) {
    if (lower(*at) == word) return static_cast<std::size_t>(at - allowed.begin());
  }
  error(written->span, "KR008", fmt::format("{} is '{}'; {} are allowed.", what, written->text, fmt::join(allowed, ", ")),
        executor::did_you_mean(written->text, {allowed.begin(), allowed.end()}));
  return std::nullopt;
}

std::vector<YAML::Node> RuleReader::list(const YAML::Node& node, std::string_view what) {
  if (!node.IsSequence()) {
    expected(node, what, "a list");
    return {};
  }
  if (node.size() > longest_list) {
    error(span_of(node), "KR003", fmt::format("{} has {} elements; at most {} are read.", what, node.size(), longest_list));
    return {};
  }
  return {node.begin(), node.end()};
}

std::vector<std::pair<PlacedText, YAML::Node>> RuleReader::map(const YAML::Node& node, std::string_view what,
                                                              std::span<const std::string_view> known) {
  std::vector<std::pair<PlacedText, YAML::Node>> result;
  if (!node.IsMap()) {
    expected(node, what, "a map of keys and values");
    return result;
  }
  if (node.size() > longest_list) {
    error(span_of(node), "KR003", fmt::format("{} has {} keys; at most {} are read.", what, node.size(), longest_list));
    return result;
  }
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      expected(entry.first, fmt::format("A key of {}", what), "text");
      continue;
    }
    PlacedText key{entry.first.Scalar(), span_of(entry.first)};
    if (!known.empty() && std::find(known.begin(), known.end(), key.text) == known.end()) {
      const std::vector<std::string> names(known.begin(), known.end());
      warn(key.span, "KR004", fmt::format("{} has no key '{}'; it is ignored.", what, key.text), executor::did_you_mean(key.text, names));
      continue;
    }
    if (std::any_of(result.begin(), result.end(), [&](const auto& earlier) { return earlier.first.text == key.text; })) {
      error(key.span, "KR005", fmt::format("The key '{}' stands twice.", key.text), "keep one of them");
      continue;
    }
    result.emplace_back(std::move(key), entry.second);
  }
  return result;
}

}  // namespace kelpie::rules::detail
