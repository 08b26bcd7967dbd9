#include "rules/text_hash.hpp"

#include <xxhash.h>

#include <fmt/format.h>

namespace kelpie::rules {

std::string text_hash(std::string_view text) {
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace kelpie::rules
