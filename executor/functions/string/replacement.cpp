#include <unordered_map>
#include <vector>

#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string/string_functions.hpp"
#include "executor/functions/text/code_points.hpp"
#include "executor/functions/text/find.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

std::string_view replace_string(tables::TextArena& arena, std::string_view text, std::string_view lookup,
                                std::string_view rewrite) {
  std::size_t at = lookup.empty() ? std::string_view::npos : find_text(text, lookup);
  if (at == std::string_view::npos) return text;
  std::string replaced;
  while (at != std::string_view::npos) {
    replaced.append(text.substr(0, at)).append(rewrite);
    text.remove_prefix(at + lookup.size());
    at = find_text(text, lookup);
  }
  replaced.append(text);
  return arena.put(replaced);
}

/// A stretch of the text: settled ones belong to a lookup and are not searched again.
struct Stretch {
  std::string_view text;
  bool settled = false;
};

/// Splits what is not settled at the matches of one lookup; `rewrite` is the match itself when it stays.
std::vector<Stretch> settle(const std::vector<Stretch>& stretches, std::string_view lookup,
                            std::optional<std::string_view> rewrite) {
  std::vector<Stretch> result;
  for (const Stretch& stretch : stretches) {
    std::string_view text = stretch.text;
    for (std::size_t at; !stretch.settled && (at = find_text(text, lookup)) != std::string_view::npos;
         text.remove_prefix(at + lookup.size())) {
      if (at > 0) result.push_back({text.substr(0, at)});
      result.push_back({rewrite.value_or(lookup), true});
    }
    if (!text.empty() || stretch.settled) result.push_back({text, stretch.settled});
  }
  return result;
}

/// Earlier lookups go first over the whole text; what they matched, later ones do not see.
std::string_view replace_strings(tables::TextArena& arena, std::string_view text, std::optional<DynamicView> lookups,
                                 std::optional<DynamicView> rewrites) {
  if (!lookups || !rewrites || lookups->kind() != DynamicKind::array) return text;
  std::vector<Stretch> stretches{{text}};
  for (std::size_t i = 0; i < lookups->size(); ++i) {
    const DynamicView lookup = lookups->element(i);
    if (lookup.kind() != DynamicKind::string || lookup.as_string().empty()) continue;
    std::optional<std::string_view> rewrite;
    if (rewrites->kind() == DynamicKind::array && i < rewrites->size() &&
        rewrites->element(i).kind() == DynamicKind::string) {
      rewrite = rewrites->element(i).as_string();
    }
    stretches = settle(stretches, lookup.as_string(), rewrite);
  }
  std::string replaced;
  for (const Stretch& stretch : stretches) replaced.append(stretch.text);
  return arena.put(replaced);
}

/// What each searched code point becomes; nothing: it goes.
using Translation = std::unordered_map<char32_t, std::optional<char32_t>>;

Translation make_translation(std::string_view searched, std::string_view replacements) {
  Translation translation;
  std::optional<char32_t> last;
  for (std::size_t from = 0, to = 0; from < searched.size();) {
    if (to < replacements.size()) {
      const DecodedCodePoint replacement = decode_at(replacements, to);
      last = replacement.value;
      to += replacement.bytes;
    }
    const DecodedCodePoint decoded = decode_at(searched, from);
    translation.emplace(decoded.value, last);
    from += decoded.bytes;
  }
  return translation;
}

std::string_view translate(tables::TextArena& arena, const Translation& translation, std::string_view text) {
  std::string translated;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCodePoint decoded = decode_at(text, at);
    const auto found = translation.find(decoded.value);
    if (found == translation.end())
      translated.append(text.substr(at, decoded.bytes));
    else if (found->second)
      append(*found->second, translated);
    at += decoded.bytes;
  }
  return arena.put(translated);
}

auto prepare_translate(const CallSite& site) {
  std::optional<Translation> known;
  if (site.constant(0) != nullptr && site.constant(1) != nullptr) {
    known = make_translation(site.constant(0)->as_text(), site.constant(1)->as_text());
  }
  return [known = std::move(known)](tables::TextArena& arena, std::string_view searched, std::string_view replacements,
                                    std::string_view text) {
    return translate(arena, known ? *known : make_translation(searched, replacements), text);
  };
}

}  // namespace

void add_replacement_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "replace_string",
                              .category = "string",
                              .summary = "Replaces every occurrence of one text in another.",
                              .example = "print replace_string('a kelp and a seal', 'a ', 'the ')",
                              .overloads = {{.signature = "(text:string, lookup:string, rewrite:string) -> string",
                                             .kernel = rows(replace_string)}}});
  registry.add(ScalarFunction{
      .name = "replace_strings",
      .category = "string",
      .summary = "Replaces every occurrence of several texts, each by its own rewrite; earlier ones take precedence.",
      .example = "print replace_strings('kelp and seal', dynamic(['kelp', 'seal']), dynamic(['seal', 'whale']))",
      .overloads = {{.signature = "(text:string, lookups:dynamic, rewrites:dynamic) -> string",
                     .kernel = rows(replace_strings)}}});
  registry.add(ScalarFunction{
      .name = "translate",
      .category = "string",
      .summary = "Replaces single characters: each in the search list by the one at its place in the replacement list.",
      .example = "print translate('kl', 'hw', 'kelp')",
      .overloads = {{.signature = "(searchList:string, replacementList:string, source:string) -> string",
                     .kernel = prepared(prepare_translate)}}});
}

}  // namespace kelpie::executor
