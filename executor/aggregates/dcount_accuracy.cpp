#include "executor/aggregates/dcount_accuracy.hpp"

#include <array>

#include "executor/error.hpp"

namespace kelpie::executor {

std::span<const DcountAccuracy> dcount_accuracies() {
  static constexpr std::array<DcountAccuracy, 5> levels{{{.precision = 12, .exact = 1024},
                                                         {.precision = 14, .exact = 1024},
                                                         {.precision = 16, .exact = 8192},
                                                         {.precision = 17, .exact = 8192},
                                                         {.precision = 18, .exact = 8192}}};
  return levels;
}

DcountAccuracy dcount_accuracy(const CallSite& site, std::size_t index) {
  const std::span<const DcountAccuracy> levels = dcount_accuracies();
  const tables::Value* constant = site.constant(index);
  if (constant == nullptr) {
    if (index < site.size()) throw QueryError("SEM0047", "the accuracy must be a constant: 0, 1, 2, 3 or 4");
    return levels[1];
  }
  if (constant->is_null() || constant->as_integer() < 0 ||
      constant->as_integer() >= static_cast<std::int64_t>(levels.size())) {
    const std::string found = constant->is_null() ? "null" : std::to_string(constant->as_integer());
    throw QueryError("SEM0047", "the accuracy is " + found + ", expected 0, 1, 2, 3 or 4");
  }
  return levels[static_cast<std::size_t>(constant->as_integer())];
}

}  // namespace kelpie::executor
