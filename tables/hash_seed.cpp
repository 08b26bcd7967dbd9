#include "tables/hash_seed.hpp"

#include <random>

namespace kelpie::tables {

std::uint64_t new_hash_seed() {
  thread_local std::mt19937_64 seeds{[] {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }()};
  return seeds();
}

}  // namespace kelpie::tables
