#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

namespace kelpie::differential {

/// The same choices for the same seed, on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed * 0x9e3779b97f4a7c15ull + 1) {}

  /// 0 .. end - 1; end must be above 0.
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  bool percent(unsigned chance) { return below(100) < chance; }
  std::uint64_t seed() { return engine_(); }

  template <typename T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }
  std::string word(std::initializer_list<const char*> choices) { return choices.begin()[below(choices.size())]; }

 private:
  std::mt19937_64 engine_;
};

}  // namespace kelpie::differential
