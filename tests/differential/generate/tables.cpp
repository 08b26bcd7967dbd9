#include "generate/tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "generate/literal.hpp"
#include "tables/dynamic.hpp"
#include "tables/text.hpp"

namespace kelpie::differential {

using tables::Type;
using tables::Value;

namespace {

std::string generate_text(Random& random, std::uint64_t spread) {
  static const std::vector<std::string> texts{"",
                                              "ada@example.com",
                                              "Berlin",
                                              "berlin",
                                              "bob@example.com",
                                              "São Paulo",
                                              "Straße 5",
                                              "12",
                                              "a_b",
                                              "MFA",
                                              "mfa ok",
                                              "Azure Portal",
                                              "azure-portal",
                                              "x",
                                              "ÉCOLE école",
                                              "0x1F",
                                              "{\"a\":1}",
                                              "2026-01-02",
                                              "true",
                                              "Chrome 120.0 1",
                                              "ab",
                                              "abc",
                                              "b",
                                              "A,b,,c",
                                              " lead",
                                              "k1=v1;k2=v2",
                                              "日本",
                                              "[1,2]",
                                              "aabaab",
                                              "-7",
                                              "Windows 11",
                                              "user 3 in Oslo"};
  const std::uint64_t pick = random.below(spread);
  if (pick < texts.size()) return texts[pick];
  return "text " + std::to_string(pick);
}

void write_scalar(Random& random, tables::DynamicBuilder& out, std::uint64_t spread) {
  switch (random.below(8)) {
    case 0:
      return out.null();
    case 1:
      return out.boolean(random.percent(50));
    case 2:
      return out.real(static_cast<double>(random.between(-8, 8)) / 4);
    case 3:
    case 4:
      return out.string(generate_text(random, spread));
    default:
      return out.long_(random.between(-3, static_cast<std::int64_t>(spread)));
  }
}

void write_array(Random& random, tables::DynamicBuilder& out, std::uint64_t spread) {
  out.begin_array();
  const bool texts = random.percent(50);
  for (std::uint64_t i = random.below(4); i > 0; --i) {
    if (random.percent(15))
      write_scalar(random, out, spread);
    else if (texts)
      out.string(generate_text(random, spread));
    else
      out.long_(random.between(0, static_cast<std::int64_t>(spread)));
  }
  out.end_array();
}

std::string generate_dynamic(Random& random, std::uint64_t spread) {
  tables::DynamicBuilder out;
  const std::uint64_t kind = random.below(10);
  if (kind < 2) {
    write_scalar(random, out, spread);
  } else if (kind < 5) {
    write_array(random, out, spread);
  } else {
    out.begin_bag();
    for (const char* key : {"city", "risk", "tags", "inner"}) {
      if (random.percent(30)) continue;
      out.key(key);
      const std::string_view name = key;
      if (name == "tags") {
        write_array(random, out, spread);
      } else if (name == "inner" && random.percent(70)) {
        out.begin_bag();
        out.key("os");
        write_scalar(random, out, spread);
        out.end_bag();
      } else {
        write_scalar(random, out, spread);
      }
    }
    out.end_bag();
  }
  return out.finish();
}

const std::vector<Column>& column_pool() {
  static const std::vector<Column> pool{
      {"User", Type::string},   {"City", Type::string},   {"App", Type::string},     {"Ok", Type::boolean},
      {"Level", Type::int_},    {"Count", Type::long_},   {"Size", Type::long_},     {"Score", Type::real},
      {"Rate", Type::real},     {"Price", Type::decimal}, {"When", Type::datetime},  {"TimeGenerated", Type::datetime},
      {"Took", Type::timespan}, {"Id", Type::guid},       {"Detail", Type::dynamic}, {"Tags", Type::dynamic}};
  return pool;
}

GeneratedTable generate_table(Random& random, std::string name) {
  GeneratedTable table{std::move(name), {}, {}, random.seed()};
  for (const Column& column : column_pool()) {
    if (random.percent(55)) table.columns.push_back(column);
  }
  if (table.columns.empty()) table.columns.push_back(column_pool()[5]);
  const std::uint64_t size = random.below(100);
  const std::uint64_t rows = size < 5    ? 0
                             : size < 10 ? 1
                             : size < 70 ? random.below(14)
                             : size < 94 ? random.below(60)
                                         : random.below(700);
  struct Habit {
    unsigned nulls;
    std::uint64_t spread;
  };
  std::vector<Habit> habits;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::uint64_t kind = random.below(20);
    habits.push_back({kind < 9    ? 0u
                      : kind < 16 ? 12u
                      : kind < 19 ? 50u
                                  : 100u,
                      random.percent(60) ? 1 + random.below(5) : 32 + random.below(100)});
  }
  for (std::uint64_t i = 0; i < rows; ++i) {
    Row row;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Type type = table.columns[c].type;
      row.push_back(random.percent(habits[c].nulls) ? Value(type) : generate_value(random, type, habits[c].spread));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Value generate_value(Random& random, Type type, std::uint64_t spread) {
  const auto pick = static_cast<std::int64_t>(random.below(spread));
  const bool rare = spread > 5 && random.percent(3);
  switch (type) {
    case Type::boolean:
      return Value::boolean(random.percent(50));
    case Type::int_:
      return Value::int_(rare ? std::numeric_limits<std::int32_t>::max() : pick - 2);
    case Type::long_:
      if (rare)
        return Value::long_(random.percent(50) ? std::numeric_limits<std::int64_t>::max()
                                               : std::numeric_limits<std::int64_t>::min());
      return Value::long_(pick * (random.percent(20) ? -7 : 1));
    case Type::real:
      if (random.percent(4)) return Value::real(std::numeric_limits<double>::quiet_NaN());
      if (rare) return Value::real(random.percent(50) ? HUGE_VAL : -HUGE_VAL);
      return Value::real(static_cast<double>(pick - 2) / 4);
    case Type::decimal:
      return Value::decimal(tables::make_decimal(pick * 125 - 250, -2).value());
    case Type::string:
      return Value::string(generate_text(random, spread));
    case Type::datetime: {
      const std::int64_t begin = 639'028'224'000'000'000;  // 2026-01-01
      return Value::datetime(begin + pick * 15 * tables::ticks_per_minute + (random.percent(10) ? pick + 1 : 0));
    }
    case Type::timespan:
      return Value::timespan((pick - 2) * 7 * tables::ticks_per_minute);
    case Type::guid:
      return Value::guid({0x1111'2222'3333'4444ull + static_cast<std::uint64_t>(pick), 0xaaaa'0000'0000'0001ull});
    case Type::dynamic:
      return Value::dynamic(generate_dynamic(random, spread));
  }
  return Value(type);
}

GeneratedTables generate_tables(Random& random) {
  GeneratedTables result;
  result.push_back(generate_table(random, "SignIns"));
  result.push_back(generate_table(random, "Users"));
  if (random.percent(50)) result.push_back(generate_table(random, "Events"));
  return result;
}

std::string as_datatable(const GeneratedTable& table) {
  std::string text = "let " + table.name + " = datatable(";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    text += (i > 0 ? ", " : "") + table.columns[i].name + ":" + std::string(tables::name_of(table.columns[i].type));
  }
  text += ") [";
  for (const Row& row : table.rows) {
    text += "\n  ";
    for (const Value& value : row) text += literal_of(value) + ", ";
  }
  return text + "];\n";
}

}  // namespace kelpie::differential
