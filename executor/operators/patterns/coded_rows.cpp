#include "executor/operators/patterns/coded_rows.hpp"

#include <algorithm>
#include <numeric>

#include "executor/operators/execution.hpp"
#include "executor/operators/interner.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

std::size_t Pattern::dimensions() const {
  return numbers.size() - static_cast<std::size_t>(std::count(numbers.begin(), numbers.end(), 0u));
}

bool Pattern::refines(const Pattern& other) const {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (other.numbers[i] != 0 && other.numbers[i] != numbers[i]) return false;
  }
  return true;
}

Weights total(const CodedRows& rows) {
  return {std::accumulate(rows.first.begin(), rows.first.end(), 0.0),
          std::accumulate(rows.second.begin(), rows.second.end(), 0.0)};
}

std::vector<std::vector<Weights>> weights_of_numbers(const CodedRows& rows) {
  std::vector<std::vector<Weights>> result(rows.columns());
  for (std::size_t column = 0; column < rows.columns(); ++column) {
    result[column].resize(rows.ends[column]);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      Weights& weights = result[column][rows.numbers[column][row]];
      weights.first += rows.first[row];
      weights.second += rows.second[row];
    }
  }
  return result;
}

CodedRows merged(const CodedRows& rows, Execution& execution) {
  // The group of a row's first columns and the number of the next one make the group of one column more.
  std::vector<std::uint32_t> groups(rows.size(), 0);
  std::uint32_t count = 1;
  for (std::size_t column = 0; column < rows.columns(); ++column) {
    execution.check();
    Interner<std::int64_t> pairs;
    bool added = false;
    for (std::size_t row = 0; row < rows.size(); ++row) {
      if (rows.first[row] == 0 && rows.second[row] == 0) continue;
      groups[row] = pairs.intern(
          static_cast<std::int64_t>(static_cast<std::uint64_t>(groups[row]) << 32 | rows.numbers[column][row]), added);
    }
    count = static_cast<std::uint32_t>(pairs.size());
  }
  CodedRows result;
  result.ends = rows.ends;
  result.first.assign(count, 0);
  result.second.assign(count, 0);
  std::vector<std::uint32_t> first_row(count, UINT32_MAX);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (rows.first[row] == 0 && rows.second[row] == 0) continue;
    result.first[groups[row]] += rows.first[row];
    result.second[groups[row]] += rows.second[row];
    if (first_row[groups[row]] == UINT32_MAX) first_row[groups[row]] = static_cast<std::uint32_t>(row);
  }
  if (count > 0 && first_row.front() == UINT32_MAX) count = 0;  // there are no rows
  result.first.resize(count);
  result.second.resize(count);
  for (const std::vector<std::uint32_t>& numbers : rows.numbers) {
    std::vector<std::uint32_t>& kept = result.numbers.emplace_back(count);
    for (std::uint32_t group = 0; group < count; ++group) kept[group] = numbers[first_row[group]];
  }
  return result;
}

Pattern CommonRows::original(const Pattern& pattern) const {
  Pattern result = pattern;
  for (std::size_t column = 0; column < result.numbers.size(); ++column)
    result.numbers[column] = originals[column][pattern.numbers[column]];
  return result;
}

CommonRows without_rare(const CodedRows& rows, Weights least, Execution& execution) {
  const auto weights = weights_of_numbers(rows);
  CommonRows result;
  CodedRows common;
  common.first = rows.first;
  common.second = rows.second;
  for (std::size_t column = 0; column < rows.columns(); ++column) {
    std::vector<std::uint32_t> renumbered(rows.ends[column], 0);
    std::vector<std::uint32_t>& originals = result.originals.emplace_back(1, 0);
    for (std::uint32_t number = 1; number < rows.ends[column]; ++number) {
      if (weights[column][number].first < least.first && weights[column][number].second < least.second) continue;
      renumbered[number] = static_cast<std::uint32_t>(originals.size());
      originals.push_back(number);
    }
    common.ends.push_back(static_cast<std::uint32_t>(originals.size()));
    std::vector<std::uint32_t>& numbers = common.numbers.emplace_back(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) numbers[row] = renumbered[rows.numbers[column][row]];
  }
  result.rows = merged(common, execution);
  return result;
}

CodedRelation::CodedRelation(const Batch& rows, const PatternColumns& columns, Execution& execution) {
  const auto set_weights = [&](std::optional<std::size_t> chosen, bool otherwise, std::vector<double>& weights) {
    weights.assign(rows.rows, otherwise ? 1 : 0);
    if (chosen) {
      const tables::Vector flat = rows.columns[*chosen].flattened();
      for (std::size_t row = 0; row < rows.rows; ++row) {
        const bool known = flat.validity() == nullptr || flat.validity()[row] != 0;
        weights[row] = known && flat.values<std::uint8_t>()[row] != 0 ? 1 : 0;
      }
    }
    if (!columns.weight) return;
    const tables::Vector flat = rows.columns[*columns.weight].flattened();
    for (std::size_t row = 0; row < rows.rows; ++row) {
      const bool known = flat.validity() == nullptr || flat.validity()[row] != 0;
      const double weight = known ? flat.values<double>()[row] : 0;
      weights[row] *= weight > 0 ? weight : 0;  // a weight that is no number is none
    }
  };
  set_weights(columns.in_first, true, rows_.first);
  set_weights(columns.in_second, false, rows_.second);
  execution.account(
      static_cast<std::int64_t>(rows.rows * (columns.dimensions * sizeof(std::uint32_t) + 2 * sizeof(double))));
  for (std::size_t column = 0; column < columns.dimensions; ++column) {
    execution.check();
    const tables::Vector& values = rows.columns[column];
    types_.push_back(values.type());
    keys_.push_back(std::make_unique<KeyColumn>(values.type()));
    KeyColumn::Local local;
    std::vector<std::uint32_t>& numbers = rows_.numbers.emplace_back(rows.rows);
    keys_.back()->numbers(values, local, numbers.data());
    for (std::uint32_t& number : numbers) ++number;
    rows_.ends.push_back(keys_.back()->end() + 1);
  }
}

tables::Vector CodedRelation::values(std::size_t column, std::span<const Pattern> patterns,
                                     const tables::Value& any) const {
  std::vector<std::uint32_t> numbers;
  for (const Pattern& pattern : patterns)
    numbers.push_back(pattern.numbers[column] == 0 ? 0 : pattern.numbers[column] - 1);
  const tables::Vector values = keys_[column]->values(numbers);
  tables::ColumnBuilder builder(types_[column]);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (patterns[i].numbers[column] == 0)
      builder.append(any);
    else
      builder.append(values, i);
  }
  return builder.finish();
}

std::vector<std::uint32_t> all_positions(std::size_t size) {
  std::vector<std::uint32_t> positions(size);
  std::iota(positions.begin(), positions.end(), 0u);
  return positions;
}

}  // namespace kelpie::executor
