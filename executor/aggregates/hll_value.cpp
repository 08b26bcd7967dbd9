#include "executor/aggregates/hll_value.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "executor/aggregates/dcount_accuracy.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;

/// Registers are text from here on: no character of them needs an escape in JSON.
constexpr char register_zero = '#';

}  // namespace

std::uint32_t exact_values(unsigned precision) {
  for (const DcountAccuracy& level : dcount_accuracies()) {
    if (level.precision == precision) return level.exact;
  }
  return 0;
}

std::optional<HllValue> HllValue::read(DynamicView value) {
  if (value.kind() != DynamicKind::array || value.size() != 2 || value.element(0).kind() != DynamicKind::long_)
    return std::nullopt;
  HllValue result;
  const std::int64_t precision = value.element(0).as_integer();
  for (const DcountAccuracy& level : dcount_accuracies()) {
    if (static_cast<std::int64_t>(level.precision) == precision) result.precision_ = level.precision;
  }
  if (result.precision_ == 0) return std::nullopt;
  const DynamicView content = value.element(1);
  if (content.kind() == DynamicKind::string) {
    std::string registers(content.as_string());
    for (char& each : registers) each = static_cast<char>(each - register_zero);
    if (!result.sketch_.emplace(result.precision_).read(registers)) return std::nullopt;
    return result;
  }
  if (content.kind() != DynamicKind::array) return std::nullopt;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content.element(i).kind() != DynamicKind::long_) return std::nullopt;
    result.hashes_.push_back(static_cast<std::uint64_t>(content.element(i).as_integer()));
  }
  return result;
}

void HllValue::add_to(DistinctCounter& counter, unsigned precision, std::uint32_t group) const {
  counter.add(hashes_, group);
  if (!sketch_) return;
  if (sketch_->precision() == precision)
    counter.add_sketch(*sketch_, group);
  else
    counter.add_sketch(sketch_->reduced(precision), group);
}

tables::Vector hll_values(DistinctCounter& counter, unsigned precision) {
  counter.settle();
  std::vector<std::vector<std::uint64_t>> hashes(counter.groups());
  counter.for_each_hash([&](std::uint32_t group, std::uint64_t hash) { hashes[group].push_back(hash); });
  tables::FlatBuilder<std::string_view> result(tables::Type::dynamic, counter.groups());
  tables::DynamicBuilder out;
  for (std::uint32_t group = 0; group < counter.groups(); ++group) {
    out.clear();
    out.begin_array();
    out.long_(precision);
    if (const HyperLogLog* sketch = counter.sketch(group)) {
      std::string registers(sketch->bytes());
      for (char& each : registers) each = static_cast<char>(each + register_zero);
      out.string(registers);
    } else {
      std::sort(hashes[group].begin(), hashes[group].end());  // equal sets, equal values
      out.begin_array();
      for (const std::uint64_t hash : hashes[group]) out.long_(static_cast<std::int64_t>(hash));
      out.end_array();
    }
    out.end_array();
    result.set(group, result.arena().put(out.bytes()));
  }
  return result.finish();
}

}  // namespace kelpie::executor
