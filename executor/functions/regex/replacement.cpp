#include <vector>

#include "executor/functions/regex/pattern_argument.hpp"
#include "executor/functions/regex/regex_functions.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

constexpr std::size_t references = 10;  // \0 to \9

/// What a match becomes: \0 is the match, \1 to \9 its captures, \\ a backslash. A capture that the pattern lacks is
/// empty.
void append_rewrite(std::string_view rewrite, std::span<const std::string_view> groups, std::string& out) {
  for (std::size_t at = 0; at < rewrite.size(); ++at) {
    const bool escapes = rewrite[at] == '\\' && at + 1 < rewrite.size();
    const char next = escapes ? rewrite[at + 1] : '\0';
    if (next >= '0' && next <= '9') {
      const auto group = static_cast<std::size_t>(next - '0');
      if (group < groups.size()) out.append(groups[group]);
      ++at;
    } else {
      out.push_back(rewrite[at]);
      if (next == '\\') ++at;
    }
  }
}

std::string_view replace(tables::TextArena& arena, std::string_view text, const Pattern& pattern,
                         std::string_view rewrite) {
  std::string_view groups[references];
  std::string replaced;
  std::size_t kept = 0;
  bool found = false;
  const std::span<std::string_view> wanted(groups, std::min(references, pattern.group_count() + 1));
  for_each_match(pattern, text, wanted, [&](std::span<std::string_view> match) {
    const auto at = static_cast<std::size_t>(match[0].data() - text.data());
    replaced.append(text.substr(kept, at - kept));
    append_rewrite(rewrite, match, replaced);
    kept = at + match[0].size();
    found = true;
    return true;
  });
  if (!found) return text;
  replaced.append(text.substr(kept));
  return arena.put(replaced);
}

auto prepare_replace_regex(const CallSite& site) {
  return [pattern = PatternArgument(site, 1)](tables::TextArena& arena, std::string_view text, std::string_view source,
                                              std::string_view rewrite) {
    return pattern.with(source, [&](const Pattern& known) { return replace(arena, text, known, rewrite); });
  };
}

auto prepare_replace(const CallSite& site) {
  return [pattern = PatternArgument(site, 0)](tables::TextArena& arena, std::string_view source,
                                              std::string_view rewrite, std::string_view text) {
    return pattern.with(source, [&](const Pattern& known) { return replace(arena, text, known, rewrite); });
  };
}

/// The two patterns of the trim functions: one match is cut off at an end, not as many as there are.
class TrimPatterns {
 public:
  TrimPatterns(std::string_view source, bool start, bool end) : at_start_(source), start_(start) {
    if (end) at_end_.emplace("(?:" + std::string(source) + ")\\z");
  }
  [[nodiscard]] std::string_view trim(std::string_view text) const {
    if (start_) text.remove_prefix(at_start_.match_at_start(text).value_or(0));
    std::string_view match;
    if (at_end_ && at_end_->find(text, 0, {&match, 1})) text.remove_suffix(match.size());
    return text;
  }

 private:
  Pattern at_start_;  // checks the pattern by itself too
  bool start_;
  std::optional<Pattern> at_end_;
};

KernelFactory trim(bool start, bool end) {
  return prepared([start, end](const CallSite& site) {
    std::shared_ptr<const TrimPatterns> known;
    if (const tables::Value* source = site.constant(0))
      known = std::make_shared<const TrimPatterns>(source->as_text(), start, end);
    return [known, start, end](std::string_view source, std::string_view text) {
      return known ? known->trim(text) : TrimPatterns(source, start, end).trim(text);
    };
  });
}

}  // namespace

void add_regex_replacement_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "replace_regex",
      .category = "string",
      .summary = "Replaces every match of a regular expression; \\0 to \\9 in the rewrite stand for the match and its "
                 "captures.",
      .example = "print replace_regex('ada@contoso', @'(\\w+)@(\\w+)', @'\\2: \\1')",
      .overloads = {{.signature = "(source:string, const lookup_regex:string, const rewrite_pattern:string) -> string",
                     .kernel = prepared(prepare_replace_regex)}}});
  registry.add(ScalarFunction{
      .name = "replace",
      .category = "string",
      .summary = "Replaces every match of a regular expression: replace_regex() of old, with the source last.",
      .example = "print replace(@'\\d+', '#', 'kelp 42')",
      .overloads = {{.signature = "(const regex:string, const rewrite:string, source:string) -> string",
                     .kernel = prepared(prepare_replace)}}});
  constexpr std::string_view signature = "(const regex:string, source:string) -> string";
  registry.add(ScalarFunction{.name = "trim",
                              .category = "string",
                              .summary = "Cuts one match of a regular expression off each end of a text.",
                              .example = "print trim(@'\\s+', '  kelp ')",
                              .overloads = {{.signature = std::string(signature), .kernel = trim(true, true)}}});
  registry.add(ScalarFunction{.name = "trim_start",
                              .category = "string",
                              .summary = "Cuts one match of a regular expression off the start of a text.",
                              .example = "print trim_start('https://', 'https://contoso.com')",
                              .overloads = {{.signature = std::string(signature), .kernel = trim(true, false)}}});
  registry.add(ScalarFunction{.name = "trim_end",
                              .category = "string",
                              .summary = "Cuts one match of a regular expression off the end of a text.",
                              .example = "print trim_end('/', 'https://contoso.com/')",
                              .overloads = {{.signature = std::string(signature), .kernel = trim(false, true)}}});
}

}  // namespace kelpie::executor
