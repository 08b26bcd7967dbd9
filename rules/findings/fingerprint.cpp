#include "rules/findings/fingerprint.hpp"

#include "rules/text_hash.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>
namespace kelpie::rules {

namespace {

/// What a message quotes: the names it is about, whatever its wording.
std::string quoted_parts(std::string_view message) {
  std::string parts;
  for (std::size_t at = message.find('\''); at != std::string_view::npos; at = message.find('\'', at + 1)) {
    const std::size_t end = message.find('\'', at + 1);
    if (end == std::string_view::npos) break;
    parts += message.substr(at, end + 1 - at);
    at = end;
  }
  return parts;
}

/// What the file says where the finding is. One that points at no text is told apart by what its message quotes.
std::string snippet(const Finding& finding) {
  const parser::Span span = finding.diagnostic.diagnostic.span;
  if (span.empty() || finding.diagnostic.source == nullptr) return quoted_parts(finding.diagnostic.diagnostic.message);
  const std::string_view text = finding.diagnostic.source->text;
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  return on_one_line(text.substr(begin, span.end - begin));
}

/// The rule's id; of a file that gives none, its name without folders, so that it does not matter where kelpie is
/// called.
std::string rule_of(const Finding& finding) {
  if (!finding.rule_id.empty() || finding.diagnostic.source == nullptr) return finding.rule_id;
  return std::filesystem::path(finding.diagnostic.source->path).filename().string();
}

}  // namespace

void set_fingerprints(std::vector<Finding>& findings) {
  std::map<std::string, unsigned> seen;
  for (Finding& finding : findings) {
    const Place* key = place_of(finding, PlaceKind::key);
    // Lengths stand before the parts, so that no two lists of parts make one text.
    std::string text;
    for (const std::string& part : {finding.diagnostic.diagnostic.code, rule_of(finding),
                                    key == nullptr ? std::string() : key->name, snippet(finding)}) {
      text += fmt::format("{}:{}", part.size(), part);
    }
    const std::string digits = text_hash(text);
    finding.fingerprint = fmt::format("{}:{}", digits, ++seen[digits]);
  }
}

}  // namespace kelpie::rules
