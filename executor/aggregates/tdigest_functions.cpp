#include <cmath>

#include "executor/aggregates/aggregate_families.hpp"
#include "executor/aggregates/tdigest.hpp"
#include "executor/functions/conversion/cast.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/scalar_column.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicBuilder;
using tables::DynamicKind;
using tables::DynamicView;
using tables::Type;
using tables::Value;
using tables::Vector;

/// Writes the percentile of a digest that is not empty as a value of the digest's own type; false for no percentage.
bool put_percentile(DynamicBuilder& out, const TDigest& digest, Type type, double percentile) {
  if (!(percentile >= 0 && percentile <= 100)) return false;
  const double found = digest.percentile(percentile);
  const bool whole = std::abs(found) < 9.2e18;
  switch (type) {
    case Type::long_:
    case Type::int_:
      whole ? out.long_(std::llround(found)) : out.real(found);
      break;
    case Type::datetime:
      whole ? out.datetime(std::llround(found)) : out.real(found);
      break;
    case Type::timespan:
      whole ? out.timespan(std::llround(found)) : out.real(found);
      break;
    default:
      out.real(found);
  }
  return true;
}

/// Null for what is no digest, an empty one, or no percentage.
bool percentile_of(DynamicBuilder& out, DynamicView value, double percentile) {
  const std::optional<TDigest> digest = TDigest::read(value);
  return digest && !digest->empty() && put_percentile(out, *digest, TDigest::type_of(value), percentile);
}

/// The dynamic result of another kernel, cast.
class CastKernel final : public Kernel {
 public:
  CastKernel(std::shared_ptr<const Kernel> inner, std::shared_ptr<const Kernel> cast)
      : inner_(std::move(inner)), cast_(std::move(cast)) {}
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    const Vector found[] = {inner_->evaluate(arguments.first(2), rows)};
    return cast_->evaluate(found, rows);
  }

 private:
  std::shared_ptr<const Kernel> inner_;
  std::shared_ptr<const Kernel> cast_;
};

KernelFactory typed_percentile() {
  return [plain = rows(percentile_of)](const CallSite& site) -> std::shared_ptr<const Kernel> {
    auto inner = plain({.argument_types = site.argument_types.first(2),
                        .constants = site.constants.first(2),
                        .result_type = Type::dynamic});
    if (site.result_type == Type::dynamic) return inner;
    return std::make_shared<const CastKernel>(std::move(inner), make_cast_kernel(Type::dynamic, site.result_type));
  };
}

std::optional<Type> literal_type(std::span<const Type>, std::span<const std::optional<Value>> constants) {
  if (constants.empty() || !constants.back() || constants.back()->type() != Type::string) return std::nullopt;
  return tables::type_from_name(constants.back()->as_text());
}

std::optional<double> number_of(DynamicView value) {
  switch (value.kind()) {
    case DynamicKind::long_:
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return static_cast<double>(value.as_integer());
    case DynamicKind::real:
      return value.as_real();
    case DynamicKind::decimal:
      return tables::to_double(value.as_decimal());
    default:
      return std::nullopt;
  }
}

/// digest, percentiles: one array, or numbers. An array of what percentile_of() gives for each.
bool percentiles_of(DynamicBuilder& out, ScalarColumns columns, std::size_t row) {
  if (columns[0].is_null(row)) return false;
  const DynamicView value = columns[0].dynamic(row);
  const std::optional<TDigest> digest = TDigest::read(value);
  if (!digest || digest->empty()) return false;
  const Type type = TDigest::type_of(value);
  const auto put = [&](std::optional<double> percentile) {
    if (!percentile || !put_percentile(out, *digest, type, *percentile)) out.null();
  };
  std::string scratch;
  out.begin_array();
  for (const ScalarColumn& column : columns.subspan(1)) {
    const DynamicView asked = column.view(row, scratch);
    if (asked.kind() != DynamicKind::array) {
      put(number_of(asked));
      continue;
    }
    for (std::uint32_t i = 0; i < asked.size(); ++i) put(number_of(asked.element(i)));
  }
  out.end_array();
  return true;
}

std::optional<double> rank_of(DynamicView digest, std::optional<double> value, bool percent) {
  const std::optional<TDigest> read = TDigest::read(digest);
  if (!read || !value || read->empty()) return std::nullopt;
  const double rank = read->rank(*value);
  return percent ? 100 * rank / read->weight() : rank;
}

/// rank_tdigest and percentrank_tdigest: one overload a physical form of the value.
std::vector<Overload> rank_overloads(bool percent) {
  const auto real = [percent](DynamicView digest, double value) { return rank_of(digest, value, percent); };
  const auto whole = [percent](DynamicView digest, std::int64_t value) {
    return rank_of(digest, static_cast<double>(value), percent);
  };
  const auto decimal = [percent](DynamicView digest, const tables::Decimal& value) {
    return rank_of(digest, tables::to_double(value), percent);
  };
  const auto dynamic = [percent](DynamicView digest, DynamicView value) {
    return rank_of(digest, number_of(value), percent);
  };
  return {{.signature = "(digest:dynamic, value:int|long|datetime|timespan) -> real", .kernel = rows(whole)},
          {.signature = "(digest:dynamic, value:real) -> real", .kernel = rows(real)},
          {.signature = "(digest:dynamic, value:decimal) -> real", .kernel = rows(decimal)},
          {.signature = "(digest:dynamic, value:dynamic) -> real", .kernel = rows(dynamic)}};
}

/// tdigest_merge(a, b, ...): null when an argument is no result of tdigest().
class TDigestMergeKernel final : public Kernel {
 public:
  [[nodiscard]] Vector evaluate(std::span<const Vector> arguments, std::size_t rows) const override {
    tables::FlatBuilder<std::string_view> result(Type::dynamic, rows);
    DynamicBuilder out;
    for (std::size_t row = 0; row < rows; ++row) {
      std::optional<TDigest> all;
      std::optional<Type> type;
      for (const Vector& argument : arguments) {
        const std::size_t at = argument.is_constant() ? 0 : row;
        const bool null = argument.validity() != nullptr && argument.validity()[at] == 0;
        const DynamicView view(null ? std::string_view{} : argument.values<std::string_view>()[at]);
        const std::optional<TDigest> digest = TDigest::read(view);
        if (!digest) {
          all.reset();
          break;
        }
        if (!all) all.emplace();
        if (!type) type = TDigest::type_of(view);
        all->merge(*digest);
      }
      if (!all) {
        result.set_null(row);
        continue;
      }
      out.clear();
      all->write(out, *type);
      result.set(row, result.arena().put(out.bytes()));
    }
    return result.finish();
  }
};

}  // namespace

void add_tdigest_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{
      .name = "percentile_tdigest",
      .category = "aggregate",
      .summary = "Finds a percentile of the values that a result of tdigest stands for.",
      .example =
          "range x from 1 to 100 step 1 | summarize d = tdigest(x) | project percentile_tdigest(d, 95, typeof(long))",
      .naming = ResultNaming::prefix_and_first_argument,
      .overloads = {{.signature = "(tdigest:dynamic, percentile:real) -> dynamic", .kernel = rows(percentile_of)},
                    {.signature = "(tdigest:dynamic, percentile:real, const type:type) -> custom",
                     .kernel = typed_percentile(),
                     .result = literal_type}}});
  registry.add(ScalarFunction{
      .name = "percentiles_array_tdigest",
      .category = "aggregate",
      .summary = "Finds several percentiles of the values that a result of tdigest stands for.",
      .example = "range x from 1 to 100 step 1 | summarize d = tdigest(x) | project percentiles_array_tdigest(d, 50, 95)",
      .naming = ResultNaming::prefix_and_first_argument,
      .prefix = "percentile_tdigest",
      .overloads = {{.signature = "(tdigest:dynamic, percentiles:dynamic) -> dynamic", .kernel = columns_to_dynamic(percentiles_of)},
                    {.signature = "(tdigest:dynamic, percentile...:real) -> dynamic", .kernel = columns_to_dynamic(percentiles_of)}}});
  registry.add(ScalarFunction{
      .name = "rank_tdigest",
      .category = "aggregate",
      .summary = "Tells how many of the values that a result of tdigest stands for are not above a value.",
      .example = "range x from 1 to 1000 step 1 | summarize d = tdigest(x) | project rank_tdigest(d, 685)",
      .overloads = rank_overloads(false)});
  registry.add(ScalarFunction{
      .name = "percentrank_tdigest",
      .category = "aggregate",
      .summary = "Tells what percentage of the values that a result of tdigest stands for is not above a value.",
      .example = "range x from 1 to 1000 step 1 | summarize d = tdigest(x) | project percentrank_tdigest(d, 685)",
      .overloads = rank_overloads(true)});
  registry.add(ScalarFunction{
      .name = "tdigest_merge",
      .aliases = {"merge_tdigest"},
      .category = "aggregate",
      .summary = "Joins several results of tdigest into one.",
      .example = "range x from 1 to 10 step 1 | summarize a = tdigest(x), b = tdigest(x + 10) | project "
                 "percentile_tdigest(tdigest_merge(a, b), 50)",
      .naming = ResultNaming::prefix_only,
      .prefix = "tdigests_merge_result",
      .overloads = {{.signature = "(tdigest:dynamic, more...:dynamic) -> dynamic",
                     .kernel = [](const CallSite&) { return std::make_shared<const TDigestMergeKernel>(); }}}});
}

}  // namespace kelpie::executor
