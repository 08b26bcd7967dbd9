#include "rules/findings/formats/formats.hpp"

#include <algorithm>

namespace kelpie::rules {

std::span<const FindingsFormat> findings_formats() {
  static constexpr FindingsFormat formats[] = {
      {"text", "for people", findings_as_text},
      {"json", "every field, one document", findings_as_json},
      {"sarif", "SARIF 2.1.0, for code scanning", findings_as_sarif},
      {"junit", "JUnit XML, for test reports", findings_as_junit},
      {"github", "annotations of GitHub Actions", findings_as_github},
  };
  return formats;
}

const FindingsFormat* findings_format_named(std::string_view name) {
  const auto formats = findings_formats();
  const auto at =
      std::find_if(formats.begin(), formats.end(), [&](const FindingsFormat& one) { return one.name == name; });
  return at == formats.end() ? nullptr : &*at;
}

}  // namespace kelpie::rules
