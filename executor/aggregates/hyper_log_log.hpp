#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kelpie::executor {

/// Estimates how many different hashes it has seen, in 2^precision bytes (Flajolet and others 2007; the estimate is
/// Ertl's improved one, "New cardinality estimation algorithms for HyperLogLog sketches", 2017, which needs no
/// correction tables).
class HyperLogLog {
 public:
  /// precision: 4 .. 18
  explicit HyperLogLog(unsigned precision);

  void add(std::uint64_t hash) {
    const unsigned rank = rank_of(hash);
    if (rank <= smallest_) return;
    std::uint8_t& reg = registers_[hash >> (64 - precision_)];
    if (rank > reg) raise(reg, static_cast<std::uint8_t>(rank));
  }
  void add(std::span<const std::uint64_t> hashes) {
    for (const std::uint64_t hash : hashes) add(hash);
  }
  /// The other one must have the same precision.
  void merge(const HyperLogLog& other);
  [[nodiscard]] double estimate() const;
  /// The sketch of the same hashes with fewer registers.
  [[nodiscard]] HyperLogLog reduced(unsigned precision) const;

  [[nodiscard]] unsigned precision() const { return precision_; }
  /// One byte a register, for storing; `read` takes the same bytes, nothing when they are no registers of that
  /// precision.
  [[nodiscard]] std::string_view bytes() const {
    return {reinterpret_cast<const char*>(registers_.data()), registers_.size()};
  }
  [[nodiscard]] bool read(std::string_view bytes);
  [[nodiscard]] std::size_t memory() const { return registers_.size(); }

 private:
  /// Place of the first set bit after those that choose the register, counted from 1.
  [[nodiscard]] unsigned rank_of(std::uint64_t hash) const {
    return static_cast<unsigned>(__builtin_clzll((hash << precision_) | (std::uint64_t{1} << (precision_ - 1)))) + 1;
  }
  void raise(std::uint8_t& reg, std::uint8_t rank);
  void find_smallest();

  unsigned precision_;
  std::vector<std::uint8_t> registers_;
  // Rows whose rank is not above the smallest register change nothing and need not touch it.
  unsigned smallest_ = 0;
  std::size_t at_smallest_;
};

}  // namespace kelpie::executor
