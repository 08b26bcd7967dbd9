// Any bytes as JSON text: reading must not crash, and what was read must survive being written and read again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tables/dynamic.hpp"
#include "tables/text.hpp"
#include "tables/value.hpp"

using namespace kelpie::tables;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

/// Reads every member once, so that an offset beyond the bytes shows.
void visit(DynamicView value) {
  require(value.bytes().size() > 0);
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value.kind() == DynamicKind::bag) {
      require(value.find(value.key(i)).bytes().data() == value.value(i).bytes().data());
      visit(value.value(i));
    } else {
      visit(value.element(i));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = parse_json(text);
  if (!value) return 0;
  const DynamicView view(*value);
  require(view.bytes().size() == value->size());
  visit(view);
  const std::string written = to_json(view);
  const auto again = parse_json(written);
  require(again.has_value());
  require(equal(view, DynamicView(*again)));
  require(to_json(DynamicView(*again)) == written);
  require(*again == *value);
  return 0;
}
