#include "plugin/server/http/random_guid.hpp"

#include <random>

#include "tables/guid.hpp"

namespace kelpie::server {

std::string random_guid() {
  thread_local std::mt19937_64 random{std::random_device{}() * std::uint64_t{0x9E3779B97F4A7C15} ^
                                      std::random_device{}()};
  const std::uint64_t high = (random() & ~std::uint64_t{0xF000}) | 0x4000;
  const std::uint64_t low = (random() & ~(std::uint64_t{3} << 62)) | (std::uint64_t{1} << 63);
  return tables::to_text(tables::Guid{high, low});
}

}  // namespace kelpie::server
