// Any bytes as a rule file: read, or told with places inside the text; what was read is checked in every way.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "rules/validate.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/memory_table.hpp"

namespace {

struct EntraEngine {
  EntraEngine() {
    const kelpie::tables::SchemaSet schemas = kelpie::tables::entra_schemas();
    for (const kelpie::tables::TableSchema& schema : schemas.all()) {
      catalog.add(std::make_shared<kelpie::tables::MemoryTable>(schema));
    }
  }
  kelpie::tables::MemoryCatalog catalog;
  kelpie::executor::Engine engine{catalog};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  kelpie::rules::LoadedRules loaded;
  kelpie::rules::read_rule("rule.yaml", {reinterpret_cast<const char*>(data), size}, loaded);
  static const EntraEngine entra;
  const kelpie::rules::Validation validation = kelpie::rules::validate(loaded, entra.engine, {});
  for (const auto& one : validation.findings) {
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
