#include "executor/operators/patterns/reduce_function.hpp"

#include <fmt/format.h>

#include "executor/operators/execution.hpp"
#include "executor/operators/key_column.hpp"
#include "tables/builder.hpp"

namespace kelpie::executor {

using tables::ColumnBuilder;
using tables::Type;
using tables::Value;

namespace {

/// What is in no cluster.
constexpr std::string_view others = "others";

class Reduce final : public RowsFunction {
 public:
  Reduce(std::size_t text, bool keeps_rows, LogClusterOptions options)
      : text_(text), keeps_rows_(keeps_rows), options_(std::move(options)) {}

  [[nodiscard]] std::string describe() const override {
    return fmt::format("reduce{}({})", keeps_rows_ ? " kind=source" : "", options_.threshold);
  }

  [[nodiscard]] Batch run(std::span<const Batch> inputs, const PlanNode&, Execution& execution) const override {
    const Batch& input = inputs.front();
    // Every text once.
    KeyColumn key(Type::string);
    KeyColumn::Local local;
    std::vector<std::uint32_t> numbers(input.rows);
    key.numbers(input.columns[text_], local, numbers.data());
    std::vector<std::uint32_t> places(key.end(), UINT32_MAX), firsts;
    std::vector<std::uint64_t> rows;
    for (std::uint32_t& number : numbers) {
      if (places[number] == UINT32_MAX) {
        places[number] = static_cast<std::uint32_t>(firsts.size());
        firsts.push_back(number);
        rows.push_back(0);
      }
      number = places[number];
      ++rows[number];
    }
    const tables::Vector values = key.values(firsts).flattened();
    const std::vector<std::string_view> texts(values.values<std::string_view>(),
                                              values.values<std::string_view>() + firsts.size());
    const LogClusters clusters = cluster_logs(texts, rows, options_, execution);
    return keeps_rows_ ? with_patterns(input, clusters, numbers) : groups(clusters, texts);
  }

 private:
  [[nodiscard]] static Batch groups(const LogClusters& clusters, const std::vector<std::string_view>& texts) {
    ColumnBuilder patterns(Type::string), counts(Type::long_), representatives(Type::string);
    for (const LogClusters::Cluster& cluster : clusters.clusters) {
      patterns.append(Value::string(cluster.pattern));
      counts.append(Value::long_(static_cast<std::int64_t>(cluster.rows)));
      representatives.append(Value::string(std::string(texts[cluster.representative])));
    }
    std::size_t rows = clusters.clusters.size();
    if (clusters.other_rows > 0) {
      patterns.append(Value::string(std::string(others)));
      counts.append(Value::long_(static_cast<std::int64_t>(clusters.other_rows)));
      representatives.append(Value::string(""));
      ++rows;
    }
    return {rows, {patterns.finish(), counts.finish(), representatives.finish()}, 0};
  }

  /// The rows, each with its pattern, which is a word of a dictionary.
  [[nodiscard]] Batch with_patterns(const Batch& input, const LogClusters& clusters,
                                    const std::vector<std::uint32_t>& texts) const {
    ColumnBuilder patterns(Type::string);
    for (const LogClusters::Cluster& cluster : clusters.clusters) patterns.append(Value::string(cluster.pattern));
    patterns.append(Value::string(std::string(others)));
    const auto dictionary = std::make_shared<const tables::Dictionary>(patterns.finish(), false);
    auto codes = std::make_shared_for_overwrite<std::uint32_t[]>(input.rows);
    for (std::size_t row = 0; row < input.rows; ++row) codes[row] = clusters.of_text[texts[row]];
    Batch result{input.rows, {input.columns.begin(), input.columns.begin() + static_cast<std::ptrdiff_t>(text_)}, 0};
    const std::uint32_t* data = codes.get();
    result.columns.push_back(
        tables::Vector::dictionary(dictionary, tables::CodeWidth::four, data, input.rows, std::move(codes)));
    return result;
  }

  std::size_t text_;
  bool keeps_rows_;
  LogClusterOptions options_;
};

}  // namespace

std::shared_ptr<const RowsFunction> make_reduce(std::size_t text, bool keeps_rows, LogClusterOptions options) {
  return std::make_shared<Reduce>(text, keeps_rows, std::move(options));
}

}  // namespace kelpie::executor
