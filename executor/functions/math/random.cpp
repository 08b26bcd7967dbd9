#include <atomic>
#include <cmath>
#include <memory>
#include <random>

#include "executor/functions/math/math.hpp"
#include "executor/functions/row_kernel.hpp"

namespace kelpie::executor {

namespace {

/// Random numbers that any number of threads may draw (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", 2014).
class RandomSource {
 public:
  [[nodiscard]] std::uint64_t next() const {
    std::uint64_t z = state_->fetch_add(0x9e3779b97f4a7c15ull, std::memory_order_relaxed) + 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  /// In [0, 1).
  [[nodiscard]] double fraction() const { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  static std::uint64_t seed() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
  }
  std::shared_ptr<std::atomic<std::uint64_t>> state_ = std::make_shared<std::atomic<std::uint64_t>>(seed());
};

/// Version 4 of RFC 9562: random but for the version and the variant.
tables::Guid random_guid(const RandomSource& source) {
  const std::uint64_t high = (source.next() & ~0xf000ull) | 0x4000ull;
  const std::uint64_t low = (source.next() & 0x3fffffffffffffffull) | 0x8000000000000000ull;
  return {high, low};
}

}  // namespace

void add_random_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "rand",
                              .category = "math",
                              .summary = "Gives a random number from 0 to less than 1, or a whole one below a bound.",
                              .example = "print rand() < 1, rand(6) < 6",
                              .naming = ResultNaming::first_argument,
                              .deterministic = false,
                              .overloads = {{.signature = "(number?:integer) -> real",
                                             .kernel = prepared([](const CallSite& site) {
                                               return [source = RandomSource(), whole = site.size() > 0](
                                                          std::optional<std::int64_t> below) -> std::optional<double> {
                                                 if (!whole) return source.fraction();
                                                 if (!below || *below <= 0) return std::nullopt;
                                                 return std::floor(source.fraction() * static_cast<double>(*below));
                                               };
                                             })}}});
  registry.add(ScalarFunction{.name = "new_guid",
                              .category = "math",
                              .summary = "Gives a random GUID.",
                              .example = "print isnotnull(new_guid())",
                              .deterministic = false,
                              .overloads = {{.signature = "() -> guid", .kernel = prepared([](const CallSite&) {
                                                                          return [source = RandomSource()]() {
                                                                            return random_guid(source);
                                                                          };
                                                                        })}}});
}

}  // namespace kelpie::executor
