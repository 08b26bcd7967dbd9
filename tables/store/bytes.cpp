#include "tables/store/bytes.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace kelpie::tables::store {

std::uint64_t checksum(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace kelpie::tables::store
