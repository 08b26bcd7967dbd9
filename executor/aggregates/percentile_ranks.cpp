#include "executor/aggregates/percentile_ranks.hpp"

#include <algorithm>
#include <cmath>

#include "executor/error.hpp"
#include "tables/decimal.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicKind;
using tables::DynamicView;
using tables::Value;

[[noreturn]] void refuse(const std::string& found) {
  throw QueryError("SEM0048", "a percentile is " + found + ", expected a number from 0 to 100");
}

double checked(double percentile) {
  if (!(percentile >= 0 && percentile <= 100)) refuse(tables::real_text(percentile));
  return percentile;
}

double number_of(const Value& value) {
  if (value.is_null()) refuse("null");
  switch (tables::physical_of(value.type())) {
    case tables::Physical::integer:
      return checked(static_cast<double>(value.as_integer()));
    case tables::Physical::real:
      return checked(value.as_real());
    case tables::Physical::decimal:
      return checked(tables::to_double(value.as_decimal()));
    default:
      break;
  }
  refuse("of type " + std::string(tables::name_of(value.type())));
}

}  // namespace

std::vector<double> percentiles_of(const CallSite& site, std::size_t first) {
  std::vector<double> percentiles;
  for (std::size_t index = first; index < site.size(); ++index) {
    const Value* constant = site.constant(index);
    if (constant == nullptr) refuse("no constant");
    if (constant->type() != tables::Type::dynamic) {
      percentiles.push_back(number_of(*constant));
      continue;
    }
    const DynamicView list(constant->is_null() ? std::string_view{} : constant->as_text());
    if (list.kind() != DynamicKind::array) {
      percentiles.push_back(number_of(tables::scalar_of(list)));
      continue;
    }
    for (std::size_t i = 0; i < list.size(); ++i) percentiles.push_back(number_of(tables::scalar_of(list.element(i))));
  }
  return percentiles;
}

std::uint64_t nearest_rank(double percentile, std::uint64_t count) {
  // 99.9 % of 1000 is the 999th although 99.9 has no exact double.
  const double rank = std::ceil(percentile * static_cast<double>(count) / 100 - 1e-7);
  return std::clamp<std::uint64_t>(rank < 1 ? 1 : static_cast<std::uint64_t>(rank), 1, count);
}

}  // namespace kelpie::executor
