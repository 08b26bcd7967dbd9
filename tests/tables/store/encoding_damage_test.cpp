#include <limits>

#include <boost/test/unit_test.hpp>

#include "tables/damaged_data.hpp"
#include "tables/store/encoding/shredding.hpp"
#include "tables/text.hpp"
#include "tests/tables/store/encoding_cases.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::cases;

namespace {

/// Reads all there is; DamagedData is an answer, too. True when the rows could be read.
bool survives(Type type, std::size_t rows, const std::string& damaged) {
  // A copy of its own, so that a step beyond its end shows.
  const std::vector<char> bytes(damaged.begin(), damaged.end());
  try {
    const auto column = store::open_column(type, rows, {bytes.data(), bytes.size()});
    const std::size_t middle = rows / 2;
    std::size_t characters = 0;
    for (const Vector& part :
         {column->read(0, rows), column->read(middle, rows - middle), column->read(middle / 2, middle)}) {
      for (std::size_t row = 0; row < part.size(); ++row) {
        const Value value = part.value_at(row);
        if (type == Type::dynamic && !value.is_null()) characters += to_json(DynamicView(value.as_text())).size();
        if (type == Type::datetime && !value.is_null()) characters += datetime_text(value.as_integer()).size();
        if (type == Type::decimal && !value.is_null()) characters += to_text(value.as_decimal()).size();
        if (type == Type::string) characters += value.as_text().size();
      }
    }
    if (column->form() == store::EncodedColumn::Form::dictionary) {
      const std::vector<std::uint32_t> ids(column->dictionary_size(), 1);
      std::vector<std::uint16_t> out(rows);
      column->read_translated(0, rows, ids, CodeWidth::two, out.data());
    }
    const std::string path[] = {"a", "b"};
    static_cast<void>(column->read_path(path, 0, rows));
    column->verify();
    return characters < std::size_t{1} << 40;
  } catch (const DamagedData& problem) {
    BOOST_REQUIRE(!std::string_view(problem.what()).empty());
    return false;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(column_encoding_damage)

BOOST_AUTO_TEST_CASE(no_truncation_reads_as_whole) {
  for (const Type type : all_types) {
    for (const int rows : {1, 300}) {
      for (const Shape& shape : shapes_of(type, rows)) {
        const std::string bytes = encoded(shape.column);
        // A constant text ends where the bytes end.
        const bool open_end = type == Type::string && bytes[0] == 0;
        const std::size_t step = bytes.size() / 50 + 1;
        for (std::size_t size = 0; size < bytes.size(); size += step) {
          const bool read = survives(type, static_cast<std::size_t>(rows), bytes.substr(0, size));
          if (read && !open_end)
            BOOST_FAIL(shape.name << " of type " << name_of(type) << " reads when cut to " << size);
        }
        BOOST_TEST(survives(type, static_cast<std::size_t>(rows), bytes));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(damaged_shredded_columns_give_damage_or_rows) {
  std::mt19937 random(21);
  for (const int rows : {3, 400}) {
    for (const auto& [name, column] : columns_to_shred(rows)) {
      const std::string bytes = store::shredded(column).value();
      const auto size = static_cast<std::size_t>(rows);
      BOOST_TEST(survives(Type::dynamic, size, bytes), name);
      for (std::size_t cut = 0; cut < bytes.size(); cut += bytes.size() / 60 + 1) {
        if (survives(Type::dynamic, size, bytes.substr(0, cut))) BOOST_FAIL(name << " reads when cut to " << cut);
      }
      for (int round = 0; round < 150; ++round) {
        std::string damaged = bytes;
        for (unsigned flips = random() % 3 + 1; flips > 0; --flips)
          damaged[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
        survives(Type::dynamic, size, damaged);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(flipped_bits_give_damage_or_rows) {
  std::mt19937 random(20);
  for (const Type type : all_types) {
    for (const int rows : {3, 300}) {
      for (const Shape& shape : shapes_of(type, rows)) {
        const std::string bytes = encoded(shape.column);
        for (int round = 0; round < 30; ++round) {
          std::string damaged = bytes;
          // The beginning says what the rest is, so half of the flips hit it.
          const std::size_t reach = round % 2 == 0 ? std::min<std::size_t>(bytes.size(), 80) : bytes.size();
          for (unsigned flips = random() % 3 + 1; flips > 0; --flips)
            damaged[random() % reach] ^= static_cast<char>(1 << random() % 8);
          survives(type, static_cast<std::size_t>(rows), damaged);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(another_type_or_number_of_rows_is_damage_or_rows) {
  for (const Type type : all_types) {
    for (const Shape& shape : shapes_of(type, 300)) {
      const std::string bytes = encoded(shape.column);
      for (const Type other : all_types) survives(other, 300, bytes);
      for (const std::size_t rows : {0, 1, 299, 301, 20'000}) survives(type, rows, bytes);
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_no_value_is_are_damage) {
  const auto refuses = [](Type type, const Vector& column) {
    const std::string bytes = encoded(column);
    return !survives(type, column.size(), bytes);
  };
  for (const int rows : {1, 2000}) {
    for (const std::int64_t ticks : {std::int64_t{-1}, max_datetime + 1, std::numeric_limits<std::int64_t>::min()}) {
      BOOST_TEST(refuses(Type::datetime, column_of(Type::datetime, rows, [&](int row) {
                           return Value::datetime(row == rows - 1 ? ticks : max_datetime - row);
                         })));
      BOOST_TEST(refuses(Type::dynamic, column_of(Type::dynamic, rows, [&](int row) {
                           DynamicBuilder builder;
                           builder.begin_array();
                           builder.datetime(row == rows / 2 ? ticks : max_datetime - row);
                           builder.end_array();
                           return Value::dynamic(builder.finish());
                         })));
    }
    for (const Decimal& wrong : {Decimal{1, 6146}, Decimal{1, -6177}, Decimal{static_cast<int128>(1) << 120, 0}}) {
      BOOST_TEST(refuses(Type::decimal, column_of(Type::decimal, rows, [&](int row) {
                           return Value::decimal(row == rows - 1 ? wrong : Decimal{row * 10 + 1, 6100});
                         })));
    }
  }
}

BOOST_AUTO_TEST_CASE(summaries_and_orders_that_are_not_true_are_found_by_verifying) {
  const auto verify = [](Type type, std::size_t rows, const std::string& bytes) {
    store::open_column(type, rows, bytes)->verify();
  };
  const std::string numbers = encoded(column_of(Type::long_, 500, [](int row) { return Value::long_(row * row); }));
  BOOST_CHECK_NO_THROW(verify(Type::long_, 500, numbers));
  // Behind the kind: smallest (0), largest (249001), nulls; what is wider than the truth is no damage.
  for (const std::size_t place : {std::size_t{1}, std::size_t{10}}) {
    std::string damaged = numbers;
    damaged[place] ^= 0x40;
    BOOST_CHECK_NO_THROW(static_cast<void>(store::open_column(Type::long_, 500, damaged)->read(0, 500)));
    BOOST_CHECK_THROW(verify(Type::long_, 500, damaged), DamagedData);
  }
  std::string texts =
      encoded(column_of(Type::string, 500, [](int row) { return Value::string(row % 2 == 0 ? "first" : "third"); }));
  BOOST_CHECK_NO_THROW(verify(Type::string, 500, texts));
  texts.replace(texts.find("firstthird"), 10, "thirdfirst");
  BOOST_CHECK_THROW(verify(Type::string, 500, texts), DamagedData);
}

BOOST_AUTO_TEST_CASE(a_dictionary_that_claims_to_be_huge_is_refused_before_memory_is_taken) {
  const Vector column = column_of(
      Type::string, 5000, [](int row) { return Value::string(std::string(200, 'a') + std::to_string(row % 1000)); });
  const std::string bytes = encoded(column);
  // Every byte of the column as the largest that it can be: no size in it may be believed.
  for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 600); at += 3) {
    std::string damaged = bytes;
    for (std::size_t i = at; i < std::min(at + 4, bytes.size()); ++i) damaged[i] = '\xff';
    survives(Type::string, 5000, damaged);
  }
}

BOOST_AUTO_TEST_SUITE_END()
