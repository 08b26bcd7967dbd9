#include "executor/operators/hashing.hpp"

#include <xxhash.h>

#include <random>

namespace kelpie::executor {

std::uint64_t hash_of(std::string_view text) {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32 | device();
  }();
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

}  // namespace kelpie::executor
