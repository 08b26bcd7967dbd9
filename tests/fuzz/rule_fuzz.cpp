// Any bytes as a rule file: read, or told with places inside the text.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rules/load.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kelpie::rules::LoadedRules loaded;
  kelpie::rules::read_rule("rule.yaml", {reinterpret_cast<const char*>(data), size}, loaded);
  for (const auto& one : loaded.diagnostics) {
    if (one.diagnostic.span.begin > one.source->text.size()) std::abort();
    if (kelpie::rules::render(one).empty()) std::abort();
  }
  for (const auto& rule : loaded.rules) {
    if (rule.query_offsets.size() != rule.query.size() + 1) std::abort();
    for (const std::uint32_t offset : rule.query_offsets) {
      if (offset > rule.source->text.size()) std::abort();
    }
  }
  return 0;
}
