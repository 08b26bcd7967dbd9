#include "executor/aggregates/hyper_log_log.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace kelpie::executor {

namespace {

/// sum over k of x^(2^k) * 2^(k-1), k from 1; plus x
double sigma(double x) {
  if (x == 1.0) return std::numeric_limits<double>::infinity();
  double power = 1;
  double sum = x;
  for (double before = -1; sum != before;) {
    before = sum;
    x *= x;
    sum += x * power;
    power += power;
  }
  return sum;
}

double tau(double x) {
  if (x == 0.0 || x == 1.0) return 0;
  double power = 1;
  double sum = 1 - x;
  for (double before = -1; sum != before;) {
    before = sum;
    x = std::sqrt(x);
    power *= 0.5;
    sum -= (1 - x) * (1 - x) * power;
  }
  return sum / 3;
}

}  // namespace

HyperLogLog::HyperLogLog(unsigned precision)
    : precision_(precision), registers_(std::size_t{1} << precision, 0), at_smallest_(registers_.size()) {
  assert(precision >= 4 && precision <= 18);
}

void HyperLogLog::raise(std::uint8_t& reg, std::uint8_t rank) {
  if (reg == smallest_) --at_smallest_;
  reg = rank;
  if (at_smallest_ == 0) find_smallest();
}

void HyperLogLog::find_smallest() {
  smallest_ = *std::min_element(registers_.begin(), registers_.end());
  at_smallest_ = static_cast<std::size_t>(std::count(registers_.begin(), registers_.end(), smallest_));
}

void HyperLogLog::merge(const HyperLogLog& other) {
  assert(other.precision_ == precision_);
  for (std::size_t i = 0; i < registers_.size(); ++i) registers_[i] = std::max(registers_[i], other.registers_[i]);
  find_smallest();
}

double HyperLogLog::estimate() const {
  std::array<std::size_t, 65> histogram{};
  for (const std::uint8_t rank : registers_) ++histogram[rank];
  const auto registers = static_cast<double>(registers_.size());
  const unsigned highest = 64 - precision_;
  double z = registers * tau(1 - static_cast<double>(histogram[highest + 1]) / registers);
  for (unsigned rank = highest; rank >= 1; --rank) z = 0.5 * (z + static_cast<double>(histogram[rank]));
  z += registers * sigma(static_cast<double>(histogram[0]) / registers);
  return registers / (2 * std::log(2.0)) * registers / z;
}

HyperLogLog HyperLogLog::reduced(unsigned precision) const {
  assert(precision <= precision_);
  HyperLogLog result(precision);
  const unsigned dropped = precision_ - precision;
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    if (registers_[i] == 0) continue;
    // The bits that chose among the registers that fall together now stand before those that were counted.
    const std::size_t low = i & ((std::size_t{1} << dropped) - 1);
    const unsigned rank = low == 0 ? dropped + registers_[i] : dropped - static_cast<unsigned>(std::bit_width(low)) + 1;
    std::uint8_t& reg = result.registers_[i >> dropped];
    reg = std::max(reg, static_cast<std::uint8_t>(rank));
  }
  result.find_smallest();
  return result;
}

bool HyperLogLog::read(std::string_view bytes) {
  const unsigned highest = 64 - precision_ + 1;
  if (bytes.size() != registers_.size()) return false;
  if (std::any_of(bytes.begin(), bytes.end(), [&](char byte) { return static_cast<std::uint8_t>(byte) > highest; }))
    return false;
  std::copy(bytes.begin(), bytes.end(), registers_.begin());
  find_smallest();
  return true;
}

}  // namespace kelpie::executor
