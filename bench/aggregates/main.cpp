// kelpie_bench_aggregates [part of a name]: nanoseconds a row that aggregates take over two million rows, one thread,
// batches of 16K rows.

#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <time.h>

#include "executor/functions/families.hpp"
#include "executor/functions/registry.hpp"
#include "tables/builder.hpp"

namespace {

using namespace kelpie;
using executor::Aggregator;
using tables::Type;
using tables::Vector;

constexpr std::size_t rows = 2'000'000;
constexpr std::size_t batch = 16 * 1024;
constexpr int runs = 5;

template <typename T>
Vector column(Type type, const std::function<T(std::size_t)>& cell, bool nulls = false) {
  auto values = std::make_shared<std::vector<T>>(rows);
  auto validity = std::make_shared<std::vector<std::uint8_t>>(rows, 1);
  for (std::size_t row = 0; row < rows; ++row) {
    (*values)[row] = cell(row);
    if (nulls) (*validity)[row] = row % 7 != 0;
  }
  const T* data = values->data();
  const std::uint8_t* bytes = nulls ? validity->data() : nullptr;
  return Vector::flat<T>(type, rows, data, bytes, tables::join_owners(values, validity));
}

Vector texts(const std::function<std::string(std::size_t)>& cell) {
  auto arena = std::make_shared<tables::TextArena>();
  auto values = std::make_shared<std::vector<std::string_view>>();
  for (std::size_t row = 0; row < rows; ++row) values->push_back(arena->put(cell(row)));
  const std::string_view* data = values->data();
  return Vector::flat<std::string_view>(Type::string, rows, data, nullptr, tables::join_owners(values, arena));
}

/// A dictionary column of `entries` texts whose codes are drawn by `code`.
Vector dictionary(std::size_t entries, const std::function<std::size_t(std::size_t)>& code) {
  tables::FlatBuilder<std::string_view> builder(Type::string, entries);
  for (std::size_t entry = 0; entry < entries; ++entry) {
    builder.set(entry, builder.arena().put("user" + std::to_string(entry) + "@example.com"));
  }
  auto codes = std::make_shared<std::vector<std::uint16_t>>(rows);
  for (std::size_t row = 0; row < rows; ++row) (*codes)[row] = static_cast<std::uint16_t>(code(row));
  const void* data = codes->data();
  return Vector::dictionary(std::make_shared<const tables::Dictionary>(builder.finish(), true), tables::CodeWidth::two,
                            data, rows, codes);
}

struct Grouping {
  const char* name;
  std::uint32_t groups;
  std::vector<std::uint32_t> group_of;
};

struct Case {
  std::string name;
  std::string function;
  std::vector<Vector> arguments;
};

class Bench {
 public:
  Bench() {
    executor::add_statistical_aggregates(registry_);
    executor::add_collecting_aggregates(registry_);
  }

  void run(const Case& each, const Grouping& grouping) const {
    double update = 1e9;
    double merge = 1e9;
    double finish = 1e9;
    for (int i = 0; i < runs; ++i) {
      std::unique_ptr<Aggregator> first = make(each);
      std::unique_ptr<Aggregator> second = make(each);
      first->resize(grouping.groups);
      second->resize(grouping.groups);
      update = std::min(update, timed([&] { feed(*first, each, grouping); }));
      feed(*second, each, grouping);
      std::vector<std::uint32_t> same(grouping.groups);
      for (std::uint32_t group = 0; group < grouping.groups; ++group) same[group] = group;
      merge = std::min(merge, timed([&] { first->merge(*second, same); }));
      finish = std::min(finish, timed([&] { (void)first->finish(); }));
    }
    std::printf("%-34s %-7s %8.2f %12.1f %12.1f\n", each.name.c_str(), grouping.name, update / rows, merge / 1e3,
                finish / 1e3);
  }

 private:
  template <typename F>
  static double timed(F f) {
    const double start = thread_time();
    f();
    return thread_time() - start;
  }
  /// The processor's time, in ns: other work on the machine disturbs it least.
  static double thread_time() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
  }

  static void feed(Aggregator& aggregator, const Case& each, const Grouping& grouping) {
    std::vector<Vector> arguments(each.arguments.size());
    for (std::size_t start = 0; start < rows; start += batch) {
      const std::size_t count = std::min(batch, rows - start);
      for (std::size_t i = 0; i < arguments.size(); ++i) arguments[i] = each.arguments[i].slice(start, count);
      aggregator.update(arguments, std::span(grouping.group_of).subspan(start, count));
    }
  }

  [[nodiscard]] std::unique_ptr<Aggregator> make(const Case& each) const {
    std::vector<Type> types;
    for (const Vector& argument : each.arguments) types.push_back(argument.type());
    const std::vector<std::optional<tables::Value>> constants(types.size());
    const executor::AggregateFunction* function = registry_.find_aggregate(each.function);
    for (const executor::AggregateOverload& overload : function->overloads) {
      if (!takes(overload, types)) continue;
      Type result = overload.result_type;
      if (overload.result_kind != executor::Overload::ResultKind::fixed) result = types[0];
      return overload.make({.argument_types = types, .constants = constants, .result_type = result});
    }
    std::fprintf(stderr, "%s takes no such arguments\n", each.function.c_str());
    std::abort();
  }

  static bool takes(const executor::AggregateOverload& overload, const std::vector<Type>& types) {
    std::size_t parameter = 0;
    for (const Type type : types) {
      if (parameter == overload.parameters.size() || !overload.parameters[parameter].types.has(type)) return false;
      if (!overload.parameters[parameter].repeated) ++parameter;
    }
    return parameter == overload.parameters.size() || overload.parameters[parameter].optional ||
           overload.parameters[parameter].repeated;
  }

  executor::FunctionRegistry registry_;
};

std::string guid_text(std::uint64_t high, std::uint64_t low) { return tables::to_text(tables::Guid{high, low}); }

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> drawn(rows);
  for (std::uint64_t& each : drawn) each = random();

  std::vector<Grouping> groupings{
      {"one", 1, std::vector<std::uint32_t>(rows, 0)}, {"12", 12, {}}, {"20k", 20'000, {}}, {"600k", 600'000, {}}};
  for (std::size_t row = 0; row < rows; ++row) {
    groupings[1].group_of.push_back(static_cast<std::uint32_t>(drawn[row] % 12));
    groupings[2].group_of.push_back(static_cast<std::uint32_t>(drawn[row] % 20'000));
    // Nearly in order of time, as groups of a busy hour are: rows meet groups near to each other.
    groupings[3].group_of.push_back(static_cast<std::uint32_t>(row * 595'000 / rows + drawn[row] % 5'000));
  }
  const Vector longs =
      column<std::int64_t>(Type::long_, [&](std::size_t row) { return static_cast<std::int64_t>(drawn[row] >> 20); });
  const Vector some_longs = column<std::int64_t>(
      Type::long_, [&](std::size_t row) { return static_cast<std::int64_t>(drawn[row] >> 20); }, true);
  const Vector reals =
      column<double>(Type::real, [&](std::size_t row) { return static_cast<double>(drawn[row] >> 20); });
  const Vector flags = column<std::uint8_t>(
      Type::boolean, [&](std::size_t row) { return static_cast<std::uint8_t>(drawn[row] >> 9 & 1); });
  const Vector times = column<std::int64_t>(Type::datetime, [&](std::size_t row) {
    return static_cast<std::int64_t>(638'000'000'000'000'000 + row * 1000 + drawn[row] % 50'000'000);
  });
  const Vector users = dictionary(20'000, [&](std::size_t row) { return (drawn[row] >> 16) % 20'000; });
  // Most rows of a group are of the user whose group it is.
  const Vector own_users = dictionary(20'000, [&](std::size_t row) {
    return drawn[row] >> 60 == 0 ? (drawn[row] >> 16) % 20'000 : groupings[3].group_of[row] * 7 % 20'000;
  });
  const Vector operating_systems = dictionary(12, [&](std::size_t row) { return (drawn[row] >> 16) % 12; });
  const Vector identifiers = texts([&](std::size_t row) { return guid_text(drawn[row], row); });

  const std::vector<Case> cases{
      {"count()", "count", {}},
      {"countif(bool)", "countif", {flags}},
      {"sum(long)", "sum", {longs}},
      {"sum(long with nulls)", "sum", {some_longs}},
      {"sum(real)", "sum", {reals}},
      {"sumif(long, bool)", "sumif", {longs, flags}},
      {"avg(long)", "avg", {longs}},
      {"max(datetime)", "max", {times}},
      {"min(long with nulls)", "min", {some_longs}},
      {"max(real)", "max", {reals}},
      {"max(dictionary of 20k)", "max", {users}},
      {"max(36 characters)", "max", {identifiers}},
      {"stdev(long)", "stdev", {longs}},
      {"dcount(dictionary of 20k)", "dcount", {users}},
      {"dcount(dictionary, mostly own)", "dcount", {own_users}},
      {"dcount(dictionary of 12)", "dcount", {operating_systems}},
      {"dcount(long)", "dcount", {longs}},
      {"dcount(36 characters)", "dcount", {identifiers}},
      {"count_distinct(36 characters)", "count_distinct", {identifiers}},
      {"make_set(dictionary of 20k)", "make_set", {users}},
      {"make_set(dictionary, mostly own)", "make_set", {own_users}},
      {"make_set(dictionary of 12)", "make_set", {operating_systems}},
      {"make_set(long)", "make_set", {longs}},
      {"make_list(dictionary of 20k)", "make_list", {users}},
      {"make_list(long)", "make_list", {longs}},
      {"arg_max(datetime, 5 columns)", "arg_max", {times, users, operating_systems, identifiers, longs, flags}},
      {"arg_min(datetime, 5 columns)", "arg_min", {times, users, operating_systems, identifiers, longs, flags}},
      {"take_any(dictionary of 20k)", "take_any", {users}},
  };
  std::printf("%-34s %-7s %8s %12s %12s\n", "", "groups", "ns/row", "merge us", "finish us");
  const Bench bench;
  for (const Case& each : cases) {
    if (each.name.find(wanted) == std::string::npos) continue;
    for (const Grouping& grouping : groupings) bench.run(each, grouping);
  }
  return 0;
}
