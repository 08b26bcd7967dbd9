#pragma once

#include <cstdint>
#include <vector>

namespace kelpie::generate {

/// 128 bits: products of two 64-bit numbers.
__extension__ typedef unsigned __int128 Wide;  // NOLINT(modernize-use-using): __extension__ takes no using

/// A sequence of random numbers that is the same for one seed on every machine (xoshiro256**, seeded by splitmix64).
/// The standard library's distributions are not used anywhere: what they yield differs from one library to the next.
class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) {
      seed += 0x9e3779b97f4a7c15;
      std::uint64_t mixed = seed;
      mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
      mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
      word = mixed ^ (mixed >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t result = rotate(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

  /// A number in [0, bound); `bound` must not be 0. The bias of the multiplication is below 2^-32 here.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * static_cast<std::uint64_t>(bound)) >> 32);
  }

  /// True in `thousandths` of a thousand cases.
  bool chance(std::uint32_t thousandths) { return below(1000) < thousandths; }

 private:
  static std::uint64_t rotate(std::uint64_t value, int by) { return (value << by) | (value >> (64 - by)); }

  std::uint64_t state_[4];
};

/// A weighted choice among 0 .. n-1 in constant time (Vose's alias method, in whole numbers).
class Choice {
 public:
  Choice() = default;
  /// `weights` must hold at least one weight above 0; their sum times their count must fit in 64 bits.
  explicit Choice(const std::vector<std::uint64_t>& weights);

  /// Weights of Zipf's law with exponent 1: the entry of rank r weighs 1 / (r + offset).
  static Choice zipf(std::size_t count, std::uint64_t offset);

  std::uint32_t draw(Random& random) const {
    const Slot& slot = slots_[random.below(static_cast<std::uint32_t>(slots_.size()))];
    return random.next() < slot.keep ? slot.own : slot.other;
  }

  std::size_t size() const { return slots_.size(); }

 private:
  struct Slot {
    std::uint64_t keep;  ///< threshold in 2^-64 below which the slot's own entry is drawn
    std::uint32_t own;
    std::uint32_t other;
  };
  std::vector<Slot> slots_;
};

}  // namespace kelpie::generate
