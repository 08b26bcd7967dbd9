#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/tooling/format/yaml_layout.hpp"
#include "rules/tooling/format/yaml_outline.hpp"

namespace kelpie::rules::tooling {

/// A key of a rule's document with all that belongs to it.
struct RuleSection {
  std::string key;
  bool blank_before = false;
  std::vector<LaidLine> leading;   // comments above the key
  std::vector<LaidLine> lines;     // from the key's on
  std::vector<LaidLine> trailing;  // comments below, up to a blank line
};

/// A rule's document taken apart at its keys.
struct RuleSections {
  std::vector<LaidLine> header;  // comments at the top of the file
  bool blank_after_header = false;
  std::vector<RuleSection> sections;
  std::vector<LaidLine> footer;
  bool blank_before_footer = false;
};

/// A comment belongs to the key below it, or, where a blank line stands between and none above, to the key above.
/// Comments at the very top are about the file.
[[nodiscard]] RuleSections cut_into_sections(const std::vector<LaidLine>& lines, const YamlOutline& root);

/// The keys in the order of published rules; one that is not known stays behind the one that it follows.
void put_in_order(std::vector<RuleSection>& sections);

/// The document again: one blank line where there were some, none at its ends, a line's end behind each line.
[[nodiscard]] std::string joined(const RuleSections& document);

}  // namespace kelpie::rules::tooling
