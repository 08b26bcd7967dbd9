#include "tables/builder.hpp"

#include <cmath>
#include <memory>
#include <string>
#include <string_view>

#include <boost/test/unit_test.hpp>

#include "vector_cases.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::cases;

BOOST_AUTO_TEST_SUITE(builders)

BOOST_AUTO_TEST_CASE(text_in_an_arena_stays_where_it_is_while_the_arena_grows) {
  TextArena arena;
  std::vector<std::string_view> views;
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i)
    texts.push_back(std::string(static_cast<std::size_t>(i % 97), static_cast<char>('a' + i % 26)));
  for (const std::string& text : texts) views.push_back(arena.put(text));
  for (std::size_t i = 0; i < texts.size(); ++i) BOOST_REQUIRE(views[i] == texts[i]);
  BOOST_TEST(arena.allocated() < 2u * 5000 * 97);
}

BOOST_AUTO_TEST_CASE(an_arena_takes_text_larger_than_its_blocks) {
  TextArena arena;
  const std::string large(10'000'000, 'x');
  const std::string_view first = arena.put("small");
  BOOST_TEST(arena.put(large).size() == large.size());
  BOOST_TEST(first == "small");
  BOOST_TEST(arena.put("").empty());
  BOOST_TEST(arena.put("after") == "after");
  TextArena unused;
  BOOST_TEST(unused.put("").empty());
  BOOST_TEST(unused.allocated() == 0u);
}

BOOST_AUTO_TEST_CASE(reserved_room_is_kept_as_far_as_it_was_used) {
  TextArena arena;
  char* room = arena.reserve(100);
  std::memcpy(room, "abcdef", 6);
  const std::string_view kept = arena.commit(3);
  BOOST_TEST(kept == "abc");
  BOOST_CHECK(arena.put("xyz").data() == kept.data() + 3);
}

BOOST_AUTO_TEST_CASE(a_flat_builder_takes_rows_in_any_order) {
  FlatBuilder<std::int64_t> builder(Type::datetime, 4);
  builder.set(3, 30);
  builder.set_null(1);
  builder.set(0, 10);
  builder.set(2, 20);
  const Vector vector = builder.finish();
  BOOST_CHECK(values_of(vector) == (std::vector<Value>{Value::datetime(10), Value(Type::datetime), Value::datetime(20),
                                                       Value::datetime(30)}));
  FlatBuilder<std::int64_t> whole(Type::long_, 1);
  whole.set(0, 1);
  BOOST_CHECK(whole.finish().validity() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_flat_builder_of_strings_has_no_nulls) {
  FlatBuilder<std::string_view> builder(Type::string, 2);
  builder.set(0, builder.arena().put(std::string("made on the way")));
  builder.set_null(1);
  const Vector vector = builder.finish();
  BOOST_CHECK(vector.validity() == nullptr);
  BOOST_CHECK(values_of(vector) == (std::vector<Value>{Value::string("made on the way"), Value::string("")}));
  FlatBuilder<std::string_view> dynamics(Type::dynamic, 1);
  dynamics.set_null(0);
  BOOST_TEST(dynamics.finish().is_null_at(0));
}

BOOST_AUTO_TEST_CASE(a_vector_keeps_alive_what_its_text_points_at) {
  Vector views;
  {
    const Vector source = flat_of(Type::string, {Value::string("a text too long for the small string optimisation")});
    FlatBuilder<std::string_view> builder(Type::string, 1);
    builder.keep(source.owner());
    builder.set(0, source.values<std::string_view>()[0].substr(2, 4));
    views = builder.finish();
  }
  BOOST_CHECK(views.value_at(0) == Value::string("text"));
}

BOOST_AUTO_TEST_CASE(a_column_builder_copies_rows_of_every_encoding) {
  for (const Type type : all_types) {
    BOOST_TEST_CONTEXT(name_of(type)) {
      const std::vector<Value> rows = rows_of(type, 6);
      ColumnBuilder builder(type);
      std::vector<Value> expected;
      {
        const Vector sources[] = {flat_of(type, rows), dictionary_of(type, rows, CodeWidth::two),
                                  Vector::constant(rows[1], 6), Vector::null(type, 6)};
        for (const Vector& source : sources) {
          for (std::size_t i = 0; i < source.size(); ++i) {
            builder.append(source, i);
            expected.push_back(source.value_at(i));
          }
        }
      }
      builder.append_null();
      expected.push_back(Value(type));
      BOOST_TEST(builder.size() == expected.size());
      BOOST_CHECK(values_of(builder.finish()) == expected);
      BOOST_TEST(builder.size() == 0u);
      builder.append(rows[0]);
      BOOST_CHECK(values_of(builder.finish()) == std::vector<Value>{rows[0]});
    }
  }
}

BOOST_AUTO_TEST_CASE(a_first_null_after_many_values_leaves_them_valid) {
  ColumnBuilder builder(Type::long_);
  for (int i = 0; i < 100; ++i) builder.append(Value::long_(i));
  builder.append_null();
  builder.append(Value::long_(7));
  const Vector vector = builder.finish();
  BOOST_TEST(!vector.is_null_at(0));
  BOOST_TEST(!vector.is_null_at(99));
  BOOST_TEST(vector.is_null_at(100));
  BOOST_TEST(!vector.is_null_at(101));
}

BOOST_AUTO_TEST_CASE(parts_of_different_encodings_become_one_flat_vector) {
  for (const Type type : all_types) {
    BOOST_TEST_CONTEXT(name_of(type)) {
      const std::vector<Value> rows = rows_of(type, 7);
      std::vector<Value> expected;
      Vector whole;
      {
        const std::vector<Vector> parts = {
            flat_of(type, rows),          dictionary_of(type, rows, CodeWidth::one).slice(2, 4),
            Vector::constant(rows[3], 2), Vector::null(type, 2),
            Vector::null(type, 0),        flat_of(type, {rows[0]})};
        for (const Vector& part : parts) {
          const auto values = values_of(part);
          expected.insert(expected.end(), values.begin(), values.end());
        }
        whole = concatenate(type, parts);
      }
      BOOST_CHECK(whole.type() == type);
      BOOST_CHECK(values_of(whole) == expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(parts_that_share_a_dictionary_stay_codes) {
  for (const CodeWidth width : {CodeWidth::one, CodeWidth::two, CodeWidth::four}) {
    const std::vector<Value> rows = rows_of(Type::string, 9);
    const Vector vector = dictionary_of(Type::string, rows, width);
    const std::vector<Vector> parts = {vector.slice(0, 4), vector.slice(4, 0), vector.slice(4, 5)};
    const Vector whole = concatenate(Type::string, parts);
    BOOST_CHECK(whole.dictionary() == vector.dictionary());
    BOOST_CHECK(values_of(whole) == rows);
    const std::vector<Vector> strangers = {vector, dictionary_of(Type::string, rows, width)};
    BOOST_CHECK(concatenate(Type::string, strangers).is_flat());
    BOOST_TEST(concatenate(Type::string, strangers).size() == 18u);
  }
}

BOOST_AUTO_TEST_CASE(parts_of_one_value_stay_one_value) {
  for (const Type type : all_types) {
    BOOST_TEST_CONTEXT(name_of(type)) {
      const std::vector<Value> rows = rows_of(type, 7);
      for (const Value& value : {rows[3], Value(type)}) {
        const std::vector<Vector> parts = {Vector::constant(value, 2), Vector::constant(value, 3)};
        const Vector whole = concatenate(type, parts);
        BOOST_TEST(whole.is_constant());
        BOOST_CHECK(whole.type() == type);
        BOOST_CHECK(values_of(whole) == std::vector<Value>(5, value));
      }
    }
  }
  const std::vector<Vector> zeros = {Vector::constant(Value::real(0.0), 1), Vector::constant(Value::real(-0.0), 1)};
  BOOST_TEST(concatenate(Type::real, zeros).is_flat());
  BOOST_TEST(std::signbit(concatenate(Type::real, zeros).values<double>()[1]));
  const std::vector<Vector> nulls = {Vector::null(Type::long_, 1), Vector::constant(Value::long_(0), 1)};
  BOOST_CHECK(values_of(concatenate(Type::long_, nulls)) == (std::vector<Value>{Value(Type::long_), Value::long_(0)}));
}

BOOST_AUTO_TEST_CASE(few_rows_do_not_keep_what_they_were_taken_from) {
  const auto texts = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"one", "", "three"});
  const std::weak_ptr<const std::vector<std::string>> alive = texts;
  Vector whole;
  {
    const auto views = std::make_shared<const std::vector<std::string_view>>(texts->begin(), texts->end());
    Vector vector = Vector::flat(Type::string, 3, views->data(), nullptr, join_owners(texts, views));
    const std::vector<Vector> parts = {vector.slice(1, 2), vector.slice(0, 1), vector};
    whole = concatenate(Type::string, parts);
  }
  BOOST_CHECK(alive.use_count() == 1);
  BOOST_CHECK(values_of(whole) == (std::vector<Value>{Value::string(""), Value::string("three"), Value::string("one"), Value::string("one"),
                                                      Value::string(""), Value::string("three")}));
}

BOOST_AUTO_TEST_CASE(no_part_gives_no_row_and_one_part_itself) {
  BOOST_TEST(concatenate(Type::real, {}).size() == 0u);
  BOOST_CHECK(concatenate(Type::real, {}).type() == Type::real);
  const std::vector<Vector> one = {Vector::constant(Value::real(1), 3)};
  BOOST_CHECK(concatenate(Type::real, one).is_constant());
}

BOOST_AUTO_TEST_SUITE_END()
