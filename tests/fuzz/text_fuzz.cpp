// Any bytes as each scalar type: reading must not crash, and what was read must survive being written and read again.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tables/text.hpp"

using namespace kelpie::tables;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const Type type : {Type::boolean, Type::int_, Type::long_, Type::real, Type::decimal, Type::datetime,
                          Type::timespan, Type::guid}) {
    const Value value = value_from_text(type, text);
    if (value.is_null()) continue;
    const Value again = value_from_text(type, to_text(value));
    const bool both_nan = type == Type::real && std::isnan(value.as_real()) && std::isnan(again.as_real());
    if (!both_nan && !(again == value)) std::abort();
  }
  return 0;
}
