#include <array>

#include "reference/aggregates.hpp"
#include "reference/values.hpp"

namespace kelpie::differential {

std::vector<tables::Value> engine_aggregate(const executor::AggregateCall& call, const AggregateInput& input) {
  const executor::CallSite site{input.types, input.constants, input.results.front().type};
  const auto aggregator = call.overload->make(site);
  aggregator->resize(1);
  constexpr std::array<std::uint32_t, 1> group{0};
  for (const Row& row : input.rows) {
    std::vector<tables::Vector> arguments;
    for (std::size_t i = 0; i < row.size(); ++i) arguments.push_back(column_of(row[i], input.types[i]));
    aggregator->update(arguments, group);
  }
  std::vector<tables::Value> values;
  for (const tables::Vector& column : aggregator->finish()) values.push_back(column.value_at(0));
  return values;
}

}  // namespace kelpie::differential
