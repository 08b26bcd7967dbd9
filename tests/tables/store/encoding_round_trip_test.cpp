#include <bit>
#include <cctype>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "tables/table.hpp"
#include "tests/tables/store/encoding_cases.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::cases;
using store::BlockSummary;
using store::EncodedColumn;
using store::open_column;

namespace {

/// By bits: NaN is itself, -0 is not 0.
bool same(const Value& left, const Value& right) {
  if (left.type() == Type::real && !left.is_null() && !right.is_null()) {
    return std::bit_cast<std::uint64_t>(left.as_real()) == std::bit_cast<std::uint64_t>(right.as_real());
  }
  return left == right;
}

void check_rows(const Vector& expected, std::size_t offset, const Vector& got, const std::string& name) {
  BOOST_REQUIRE(got.type() == expected.type());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (!same(expected.value_at(offset + i), got.value_at(i))) {
      BOOST_FAIL(name << " of type " << name_of(expected.type()) << ": row " << offset + i << " differs");
    }
  }
}

void check_summaries(const Vector& column, const EncodedColumn& opened, const std::string& name) {
  for (std::size_t begin = 0; begin < column.size(); begin += block_rows) {
    const BlockSummary& block = opened.block(begin / block_rows);
    const std::size_t end = std::min(column.size(), begin + block_rows);
    std::uint32_t nulls = 0;
    for (std::size_t row = begin; row < end; ++row) {
      if (column.is_null_at(row)) {
        ++nulls;
      } else if (physical_of(column.type()) == Physical::integer && opened.form() != EncodedColumn::Form::dictionary) {
        const std::int64_t value = column.value_at(row).as_integer();
        BOOST_REQUIRE_MESSAGE(block.min <= value && value <= block.max, name << " row " << row);
      }
    }
    BOOST_REQUIRE_MESSAGE(block.nulls == nulls, name << " of type " << name_of(column.type()) << " has " << block.nulls
                                                     << " nulls, not " << nulls);
    if (nulls == end - begin) BOOST_TEST(block.min > block.max);
  }
}

void check_translation(const Vector& column, const EncodedColumn& opened, std::size_t offset, std::size_t count) {
  const std::size_t size = opened.dictionary_size();
  BOOST_REQUIRE(opened.dictionary()->size() == size);
  std::vector<std::uint32_t> ids(size);
  for (std::size_t i = 0; i < size; ++i) ids[i] = static_cast<std::uint32_t>((size - 1 - i) * 3);
  std::vector<std::uint32_t> out(count + 1, 7777);
  opened.read_translated(offset, count, ids, CodeWidth::four, out.data());
  BOOST_TEST(out[count] == 7777u);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t code = size - 1 - out[i] / 3;
    if (!same(opened.dictionary()->values().value_at(code), column.value_at(offset + i)))
      BOOST_FAIL("row " << offset + i << " is translated wrongly");
  }
}

void check_order(const EncodedColumn& opened) {
  const Vector& values = opened.dictionary()->values();
  if (physical_of(values.type()) != Physical::text) return;
  std::string last;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values.is_null_at(i)) {
      BOOST_TEST(i == 0u);
      continue;
    }
    const std::string text(values.value_at(i).as_text());
    if (i > 1) BOOST_REQUIRE(last < text);
    last = text;
  }
}

std::unique_ptr<EncodedColumn> check(const Vector& column, const std::string& name) {
  // The bytes may lie at any address.
  const auto kept = std::make_shared<const std::string>("x" + encoded(column));
  auto opened = open_column(column.type(), column.size(), std::string_view(*kept).substr(1), kept);
  const std::size_t rows = column.size();
  const std::pair<std::size_t, std::size_t> ranges[] = {
      {0, rows},
      {0, 0},
      {rows, 0},
      {rows / 3, rows / 2},
      {rows / 2 + 1, rows / 7},
      {rows - std::min<std::size_t>(rows, 1), std::min<std::size_t>(rows, 1)},
      {rows / 5, 1}};
  for (const auto& [offset, wanted] : ranges) {
    if (offset > rows) continue;
    const std::size_t count = std::min(wanted, rows - offset);
    const Vector got = opened->read(offset, count);
    BOOST_REQUIRE(got.size() == count);
    check_rows(column, offset, got, name);
    if (opened->form() == EncodedColumn::Form::dictionary) check_translation(column, *opened, offset, count);
  }
  check_summaries(column, *opened, name);
  if (opened->form() == EncodedColumn::Form::dictionary) check_order(*opened);
  opened->verify();
  return opened;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(column_encoding)

BOOST_AUTO_TEST_CASE(every_type_and_shape_comes_back) {
  for (const Type type : all_types) {
    for (const int rows : {1, 2, 1030}) {
      for (const Shape& shape : shapes_of(type, rows))
        check(shape.column, shape.name + " in " + std::to_string(rows) + " rows");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_type_comes_back_over_several_blocks) {
  for (const Type type : all_types) {
    // The first block has no value, the second a few nulls, the third none, the fourth is cut off.
    const auto value = [type](int row) {
      const bool null = row < 16'384 || (row < 32'768 && row % 5 == 0);
      return null ? Value(type) : value_of(type, row * 7 % 1000);
    };
    check(column_of(type, 50'000, value), "blocks with and without nulls");
  }
  check(column_of(Type::string, 70'000,
                  [](int row) { return Value::string("text " + std::to_string(row * 7919 % 70'001)); }),
        "many texts");
  check(column_of(Type::long_, 70'000, [](int row) { return Value::long_(row * std::int64_t{7919} % 70'001); }),
        "many numbers");
}

BOOST_AUTO_TEST_CASE(no_rows_come_back) {
  for (const Type type : all_types) {
    const auto opened = check(ColumnBuilder(type).finish(), "no rows");
    BOOST_TEST(opened->read(0, 0).size() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(extreme_integers_come_back) {
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  for (const int rows : {2, 5, 1024, 1500}) {
    check(column_of(Type::long_, rows, [](int row) { return Value::long_(row % 2 == 0 ? lowest : highest); }),
          "both ends");
    check(column_of(Type::long_, rows,
                    [](int row) {
                      return Value::long_(row % 3 == 0 ? lowest : row % 3 == 1 ? highest : row);
                    }),
          "both ends and 0");
    check(column_of(Type::long_, rows, [](int row) { return Value::long_(lowest + row * 10'000'000ll); }),
          "from the lowest in seconds");
    check(column_of(
              Type::timespan, rows,
              [](int row) { return Value::timespan((row % 2 == 0 ? -1 : 1) * (highest / 10'000'000 * 10'000'000)); }),
          "far apart in seconds");
    std::mt19937_64 random(1);
    for (unsigned bits = 1; bits <= 64; bits += rows == 1500 ? 1 : 9) {
      check(column_of(Type::long_, rows,
                      [&](int) { return Value::long_(static_cast<std::int64_t>(random() >> (64 - bits))); }),
            "so many bits");
    }
  }
}

BOOST_AUTO_TEST_CASE(times_in_order_are_differences_and_whole_seconds_are_scaled) {
  std::mt19937_64 random(1);
  std::int64_t ticks = 638'000'000'000'000'000;
  const Vector fine = column_of(Type::datetime, 20'000, [&](int) {
    return Value::datetime(ticks += static_cast<std::int64_t>(random() % 1000));
  });
  BOOST_TEST(check(fine, "times in order")->encoding_name() == "differences");
  BOOST_TEST(encoded(fine).size() < 20'000u * 11 / 8);
  const Vector seconds = column_of(Type::datetime, 20'000, [&](int) {
    return Value::datetime(638'000'000'000'000'000 + static_cast<std::int64_t>(random() % 3600) * 10'000'000);
  });
  check(seconds, "whole seconds");
  BOOST_TEST(encoded(seconds).size() < 20'000u * 13 / 8);
}

BOOST_AUTO_TEST_CASE(reals_come_back_by_their_bits) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double values[] = {0.0, -0.0, nan, -nan, infinity, -infinity, 5e-324, 1.7e308};
  for (const int rows : {1, 8, 4000}) {
    check(column_of(Type::real, rows, [&](int row) { return Value::real(values[row % 8]); }), "few");
    check(column_of(Type::real, rows, [&](int row) { return Value::real(row % 2 == 0 ? values[row / 2 % 8] : row); }),
          "many");
    check(column_of(Type::real, rows, [&](int row) { return Value::real(row % 2 == 0 ? 0.0 : -0.0); }), "zeros");
    check(column_of(Type::real, rows, [&](int) { return Value::real(nan); }), "no number");
  }
}

BOOST_AUTO_TEST_CASE(texts_of_guids_take_sixteen_bytes) {
  const Vector guids = column_of(Type::string, 20'000,
                                 [](int row) { return Value::string(guid_text(static_cast<std::uint64_t>(row))); });
  BOOST_TEST(check(guids, "GUIDs")->encoding_name() == "GUIDs");
  BOOST_TEST(encoded(guids).size() < 20'000u * 16 + 200);
  const Vector some = with_nulls(guids);
  BOOST_TEST(check(some, "GUIDs and empty texts")->encoding_name() == "GUIDs");
  const auto other = [](std::string text) {
    return column_of(Type::string, 5000, [&](int row) {
      return Value::string(row == 4999 ? text : guid_text(static_cast<std::uint64_t>(row)));
    });
  };
  std::string upper = guid_text(77);
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  for (const std::string& text :
       {upper, "{" + guid_text(77) + "}", guid_text(77).substr(1), guid_text(77) + " ", std::string("none")}) {
    BOOST_TEST(check(other(text), text)->encoding_name() == "plain");
  }
}

BOOST_AUTO_TEST_CASE(texts_of_any_bytes_and_lengths_come_back) {
  std::mt19937_64 random(1);
  const auto text = [&](std::size_t length) {
    std::string bytes(length, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return Value::string(bytes);
  };
  check(column_of(Type::string, 3000, [&](int) { return text(random() % 40); }), "any bytes");
  check(column_of(Type::string, 300, [&](int) { return text(random() % 20'000); }), "long");
  check(column_of(Type::string, 20,
                  [&](int row) { return row == 7 ? Value::string(std::string(3'000'000, 'a')) : text(1); }),
        "one very long, all the same");
  check(column_of(Type::string, 3000,
                  [&](int row) { return Value::string(std::string(static_cast<std::size_t>(row) / 2, 'a')); }),
        "prefixes of each other");
}

BOOST_AUTO_TEST_CASE(codes_of_a_large_table_dictionary_become_a_small_one) {
  const int entries = 300'000;
  const auto dictionary = std::make_shared<const Dictionary>(
      column_of(Type::string, entries, [](int row) { return Value::string("user" + std::to_string(1'000'000 + row)); }),
      true);
  for (const std::uint32_t rows : {1000u, 40'000u}) {
    auto codes = std::make_shared_for_overwrite<std::uint32_t[]>(rows);
    for (std::uint32_t i = 0; i < rows; ++i) codes[i] = 200'000 + i * 31 % 400;
    const std::uint32_t* data = codes.get();
    const Vector column = Vector::dictionary(dictionary, CodeWidth::four, data, rows, codes);
    const auto opened = check(column, "few of many");
    BOOST_TEST(opened->encoding_name() == "dictionary");
    BOOST_TEST(opened->dictionary_size() == 400u);
    BOOST_TEST(opened->dictionary()->distinct());
    // Its summaries speak of codes in order.
    BOOST_TEST(opened->block(0).min == 0);
    BOOST_TEST(opened->block(0).max == 399);
    for (std::uint32_t i = 0; i < rows; ++i) codes[i] = i * 7;
    if (rows * 7 < 300'000) BOOST_CHECK(check(column, "all different")->form() == EncodedColumn::Form::flat);
    for (std::uint32_t i = 0; i < rows; ++i) codes[i] = 5;
    BOOST_CHECK(check(column, "one")->form() == EncodedColumn::Form::constant);
  }
}

BOOST_AUTO_TEST_CASE(few_wide_numbers_become_a_dictionary) {
  const Vector codes =
      column_of(Type::long_, 20'000, [](int row) { return Value::long_(row % 7 * std::int64_t{1'234'567'890'123}); });
  BOOST_TEST(check(codes, "few wide numbers")->encoding_name() == "dictionary");
  BOOST_TEST(encoded(codes).size() < 20'000u * 4 / 8);
  const Vector small = column_of(Type::long_, 20'000, [](int row) { return Value::long_(row % 7); });
  BOOST_TEST(check(small, "few small numbers")->encoding_name() == "integers");
}

BOOST_AUTO_TEST_CASE(rows_beyond_the_end_are_refused) {
  const std::string bytes =
      encoded(column_of(Type::string, 100, [](int row) { return value_of(Type::string, row % 3); }));
  const auto opened = open_column(Type::string, 100, bytes);
  BOOST_CHECK_THROW(static_cast<void>(opened->read(0, 101)), std::out_of_range);
  BOOST_CHECK_THROW(static_cast<void>(opened->read(101, 0)), std::out_of_range);
  const std::vector<std::uint32_t> ids(2);
  std::uint32_t out[100];
  BOOST_CHECK_THROW(opened->read_translated(0, 100, ids, CodeWidth::four, out), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
