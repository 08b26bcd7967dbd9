#include <boost/test/unit_test.hpp>

#include "tables/store/encoding/shredding.hpp"
#include "tables/table.hpp"
#include "tests/tables/store/encoding_cases.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::cases;
using store::EncodedColumn;

namespace {

std::unique_ptr<EncodedColumn> opened(std::string bytes, std::size_t rows) {
  const auto kept = std::make_shared<const std::string>(std::move(bytes));
  return store::open_column(Type::dynamic, rows, *kept, kept);
}

void check_rows(const Vector& expected, std::size_t offset, const Vector& got, const std::string& name) {
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (got.value_at(i) != expected.value_at(offset + i)) BOOST_FAIL(name << ": row " << offset + i << " differs");
  }
}

/// What the path finds in the values themselves.
Value found_in(const Vector& column, std::size_t row, const std::vector<std::string>& path) {
  if (column.is_null_at(row)) return Value(Type::dynamic);
  const Value whole = column.value_at(row);
  DynamicView view(whole.as_text());
  for (const std::string& key : path) view = view.find(key);
  return view.is_null() ? Value(Type::dynamic) : Value::dynamic(std::string(view.bytes()));
}

void check_path(const Vector& column, const EncodedColumn& shredded, const std::vector<std::string>& path,
                std::size_t offset, std::size_t count) {
  const std::optional<Vector> got = shredded.read_path(path, offset, count);
  BOOST_REQUIRE(got.has_value());
  BOOST_REQUIRE(got->size() == count);
  BOOST_REQUIRE(got->type() == Type::dynamic);
  for (std::size_t i = 0; i < count; ++i) {
    const Value value = got->value_at(i);
    const Value expected = found_in(column, offset + i, path);
    if (value != expected) BOOST_FAIL("row " << offset + i << " of path " << path.back() << " differs");
  }
}

Value json(const std::string& text) { return Value::dynamic(*parse_json(text)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(column_shredding)

BOOST_AUTO_TEST_CASE(values_come_back_to_the_byte) {
  for (const int rows : {1, 7, 3000}) {
    for (const auto& [name, column] : columns_to_shred(rows)) {
      const auto size = static_cast<std::size_t>(rows);
      const auto shredded = opened(store::shredded(column).value(), size);
      BOOST_TEST(shredded->encoding_name() == "shredded");
      check_rows(column, 0, shredded->read(0, size), name);
      check_rows(column, size / 3, shredded->read(size / 3, size / 2), name);
      BOOST_TEST(shredded->read(size, 0).size() == 0u);
      shredded->verify();
      check_rows(column, 0, opened(encoded(column), size)->read(0, size), name);
    }
  }
}

BOOST_AUTO_TEST_CASE(values_come_back_over_several_blocks) {
  const auto columns = columns_to_shred(40'000);
  for (const std::size_t which : {1u, 3u}) {
    const Vector& column = columns[which].second;
    const auto shredded = opened(encoded(column), 40'000);
    BOOST_TEST(shredded->encoding_name() == "shredded");
    check_rows(column, 0, shredded->read(0, 40'000), columns[which].first);
    check_rows(column, 16'000, shredded->read(16'000, 20'000), columns[which].first);
    check_path(column, *shredded, {"browser", "version"}, 0, 40'000);
    check_path(column, *shredded, {"os"}, 16'383, 17'000);
    check_path(column, *shredded, {"b", "c"}, 20'000, 20'000);
    check_path(column, *shredded, {"a"}, 5, 40'000 - 5);
    BOOST_TEST(shredded->block(0).nulls == (which == 1 ? block_rows / 4 : 0u));
  }
}

BOOST_AUTO_TEST_CASE(paths_find_what_the_values_hold) {
  for (const auto& [name, column] : columns_to_shred(2000)) {
    const auto shredded = opened(store::shredded(column).value(), 2000);
    const std::vector<std::vector<std::string>> paths = {{"os"},
                                                         {"deviceId"},
                                                         {"browser"},
                                                         {"browser", "version"},
                                                         {"browser", "name"},
                                                         {"managed"},
                                                         {"managed", "x"},
                                                         {"none"},
                                                         {"a"},
                                                         {"b"},
                                                         {"b", "c"},
                                                         {"a", "b", "id"},
                                                         {"name"},
                                                         {""},
                                                         {"a.b"},
                                                         {"id", "a"}};
    for (const auto& path : paths) {
      check_path(column, *shredded, path, 0, 2000);
      check_path(column, *shredded, path, 777, 1000);
      check_path(column, *shredded, path, 1999, 1);
    }
    BOOST_TEST(!shredded->read_path({}, 0, 10).has_value());
  }
}

BOOST_AUTO_TEST_CASE(paths_with_few_values_are_codes_of_one_dictionary) {
  const Vector devices = columns_to_shred(20'000)[1].second;
  const auto shredded = opened(encoded(devices), 20'000);
  for (const std::vector<std::string>& path : {std::vector<std::string>{"os"}, {"managed"}, {"browser", "name"}}) {
    const std::optional<Vector> first = shredded->read_path(path, 0, block_rows);
    const std::optional<Vector> second = shredded->read_path(path, block_rows, 3000);
    BOOST_REQUIRE(first->is_dictionary());
    BOOST_TEST(first->dictionary()->size() <= 21u);
    BOOST_TEST(first->dictionary()->distinct());
    BOOST_TEST(first->dictionary().get() == second->dictionary().get());
  }
  BOOST_TEST(shredded->read_path(std::vector<std::string>{"deviceId"}, 0, 100)->is_flat());
  // A dictionary's values are few: the path is evaluated on each of them by whoever asks.
  const Vector few =
      column_of(Type::dynamic, 1000, [](int row) { return json(R"({"a":)" + std::to_string(row % 7) + "}"); });
  const auto coded = opened(encoded(few), 1000);
  BOOST_TEST(coded->encoding_name() == "dictionary");
  BOOST_TEST(!coded->read_path(std::vector<std::string>{"a"}, 0, 10).has_value());
}

BOOST_AUTO_TEST_CASE(shredded_columns_are_smaller) {
  const Vector devices = columns_to_shred(20'000)[0].second;
  BOOST_TEST(encoded(devices).size() < 20'000u * 20);
  const Vector orders = columns_to_shred(20'000)[3].second;
  BOOST_TEST(encoded(orders).size() < 20'000u * 5);
}

BOOST_AUTO_TEST_CASE(what_is_irregular_is_kept_whole_and_comes_back) {
  const auto check = [](const std::string& name, const Vector& column) {
    auto shredded = opened(store::shredded(column).value(), column.size());
    check_rows(column, 0, shredded->read(0, column.size()), name);
    shredded->verify();
    return shredded;
  };
  const auto maps = check("keys that are values", column_of(Type::dynamic, 2000, [](int row) {
                            return json(R"({"x":{")" + guid_text(static_cast<std::uint64_t>(row)) + R"(":1},"y":)" +
                                        std::to_string(row) + "}");
                          }));
  BOOST_TEST(!maps->read_path(std::vector<std::string>{"x", "z"}, 0, 10).has_value());
  BOOST_TEST(maps->read_path(std::vector<std::string>{"y"}, 0, 10)->value_at(7).as_text() == json("7").as_text());
  check("deep", column_of(Type::dynamic, 50, [](int row) {
          return json(std::string(static_cast<std::size_t>(row) * 5 + 1, '[') + std::to_string(row) +
                      std::string(static_cast<std::size_t>(row) * 5 + 1, ']'));
        }));
  check("deep bags", column_of(Type::dynamic, 40, [](int row) {
          std::string text = std::to_string(row);
          for (int i = 0; i < row; ++i) text = R"({"a":)" + text + "}";
          return json(text);
        }));
  check("a long array", column_of(Type::dynamic, 20, [](int row) {
          std::string text = "[0";
          for (int i = 0; i < row * 500; ++i) text += "," + std::to_string(i);
          return json(text + "]");
        }));
  check("many orders of keys", column_of(Type::dynamic, 3000, [](int row) {
          std::string text;
          for (int i = 0; i < 8; ++i) {
            const int key = (row >> i) % 2 == 0 ? i : 7 - i;
            text += std::string(i == 0 ? "" : ",") + "\"k" + std::to_string(key * 9 + i) + "\":" + std::to_string(row);
          }
          return json("{" + text + "}");
        }));
  check("empty containers", column_of(Type::dynamic, 30, [](int row) {
          return json(row % 3 == 0 ? "{}" : row % 3 == 1 ? "[]" : R"([{},[[]],{"a":{}}])");
        }));
}

BOOST_AUTO_TEST_CASE(a_block_that_would_grow_beyond_measure_is_not_shredded) {
  // 8 MiB of values in some hundred bytes: no reader could tell it from damage.
  const std::string text = "\"" + std::string(4000, 'a') + "\"";
  const Vector column = column_of(Type::dynamic, 2000, [&](int) { return json("[" + text + "]"); });
  BOOST_TEST(!store::shredded(column).has_value());
  check_rows(column, 0, opened(encoded(column), 2000)->read(0, 2000), "large and alike");
}

BOOST_AUTO_TEST_SUITE_END()
