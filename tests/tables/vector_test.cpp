#include "tables/vector.hpp"

#include <boost/test/unit_test.hpp>

#include "vector_cases.hpp"

using namespace kelpie::tables;
using namespace kelpie::tables::cases;

namespace {

/// The same rows flat and as a dictionary vector of each code width.
std::vector<Vector> encodings_of(Type type, const std::vector<Value>& rows) {
  return {flat_of(type, rows), dictionary_of(type, rows, CodeWidth::one), dictionary_of(type, rows, CodeWidth::two),
          dictionary_of(type, rows, CodeWidth::four)};
}

template <typename Check>
void for_each_vector(int size, Check check) {
  for (const Type type : all_types) {
    const std::vector<Value> rows = rows_of(type, size);
    for (const Vector& vector : encodings_of(type, rows)) {
      BOOST_TEST_CONTEXT(name_of(type) << ", encoding " << static_cast<int>(vector.encoding()) << ", width "
                                       << static_cast<int>(vector.code_width())) {
        check(type, rows, vector);
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(cells_come_back_with_type_and_null) {
  for_each_vector(9, [](Type type, const std::vector<Value>& rows, const Vector& vector) {
    BOOST_TEST(vector.size() == rows.size());
    BOOST_CHECK(vector.type() == type);
    BOOST_CHECK(values_of(vector) == rows);
    for (std::size_t i = 0; i < rows.size(); ++i)
      BOOST_TEST(vector.is_null_at(i) == (type != Type::string && i % 4 == 2));
  });
}

BOOST_AUTO_TEST_CASE(a_string_is_never_null) {
  const Vector flat = flat_of(Type::string, {Value::string("a"), Value(Type::string)});
  BOOST_CHECK(flat.validity() == nullptr);
  BOOST_CHECK(flat.value_at(1) == Value::string(""));
  BOOST_TEST(!Vector::null(Type::string, 3).is_null_at(2));
  BOOST_CHECK(Vector::null(Type::string, 3).value_at(0) == Value::string(""));
  const std::vector<std::uint32_t> missing = {Vector::no_row, 0};
  BOOST_CHECK(flat.gather_or_null(missing).validity() == nullptr);
  BOOST_CHECK(flat.gather_or_null(missing).value_at(0) == Value::string(""));
}

BOOST_AUTO_TEST_CASE(constants_hold_one_value_for_all_rows) {
  for (const Type type : all_types) {
    BOOST_TEST_CONTEXT(name_of(type)) {
      const Value value = value_of(type, 5);
      const Vector constant = Vector::constant(value, 1000);
      BOOST_TEST(constant.is_constant());
      BOOST_CHECK(constant.value_at(999) == value);
      BOOST_TEST(constant.slice(10, 5).size() == 5u);
      BOOST_CHECK(constant.slice(10, 5).value_at(4) == value);
      BOOST_CHECK(values_of(constant.slice(0, 3).flattened()) == std::vector<Value>(3, value));
      BOOST_CHECK(constant.flattened().is_flat());
      const std::vector<std::uint32_t> rows = {7, 8};
      BOOST_CHECK(constant.gather(rows).is_constant());
      BOOST_TEST(constant.gather(rows).size() == 2u);
      const std::vector<std::uint32_t> missing = {7, Vector::no_row};
      BOOST_CHECK(values_of(constant.gather_or_null(missing)) == (std::vector<Value>{value, Value(type)}));
      BOOST_CHECK(constant.gather_or_null(rows).is_constant());
      const Vector null = Vector::null(type, 2);
      BOOST_CHECK(values_of(null) == std::vector<Value>(2, Value(type)));
      BOOST_CHECK(values_of(null.flattened()) == std::vector<Value>(2, Value(type)));
    }
  }
}

BOOST_AUTO_TEST_CASE(slices_of_slices_share_the_rows) {
  for_each_vector(20, [](Type, const std::vector<Value>& rows, const Vector& vector) {
    const Vector slice = vector.slice(3, 12).slice(2, 7);
    BOOST_CHECK(slice.encoding() == vector.encoding());
    BOOST_CHECK(values_of(slice) == std::vector<Value>(rows.begin() + 5, rows.begin() + 12));
    BOOST_TEST(vector.slice(20, 0).size() == 0u);
    BOOST_TEST(slice.is_null_at(1) == vector.is_null_at(6));
    BOOST_CHECK(values_of(slice.flattened()) == values_of(slice));
  });
}

BOOST_AUTO_TEST_CASE(a_slice_outlives_what_it_was_cut_from) {
  for (const Type type : all_types) {
    const std::vector<Value> rows = rows_of(type, 8);
    for (const CodeWidth width : {CodeWidth::one, CodeWidth::four}) {
      Vector kept = dictionary_of(type, rows, width).slice(1, 6).flattened().slice(1, 4);
      BOOST_CHECK(values_of(kept) == std::vector<Value>(rows.begin() + 2, rows.begin() + 6));
    }
  }
}

BOOST_AUTO_TEST_CASE(gathered_rows_keep_the_order_of_the_selection) {
  for_each_vector(10, [](Type, const std::vector<Value>& rows, const Vector& vector) {
    const std::vector<std::uint32_t> selection = {9, 2, 2, 0, 7};
    const Vector gathered = vector.gather(selection);
    BOOST_CHECK(gathered.encoding() == vector.encoding());
    BOOST_CHECK(values_of(gathered) == (std::vector<Value>{rows[9], rows[2], rows[2], rows[0], rows[7]}));
    BOOST_CHECK(gathered.dictionary() == vector.dictionary());
    BOOST_TEST(vector.gather({}).size() == 0u);
  });
}

BOOST_AUTO_TEST_CASE(rows_that_are_missing_are_null) {
  for_each_vector(10, [](Type type, const std::vector<Value>& rows, const Vector& vector) {
    const std::vector<std::uint32_t> selection = {Vector::no_row, 1, Vector::no_row, 2};
    BOOST_CHECK(values_of(vector.gather_or_null(selection)) ==
                (std::vector<Value>{Value(type), rows[1], Value(type), rows[2]}));
    const std::vector<std::uint32_t> complete = {3, 1};
    BOOST_CHECK(values_of(vector.gather_or_null(complete)) == (std::vector<Value>{rows[3], rows[1]}));
  });
  // A column without a null of its own gets validity only now.
  const Vector whole = flat_of(Type::long_, {Value::long_(1), Value::long_(2)});
  BOOST_CHECK(whole.validity() == nullptr);
  const std::vector<std::uint32_t> selection = {1, Vector::no_row};
  BOOST_CHECK(values_of(whole.gather_or_null(selection)) == (std::vector<Value>{Value::long_(2), Value(Type::long_)}));
}

BOOST_AUTO_TEST_CASE(another_dictionary_gives_other_values_under_the_same_codes) {
  const std::vector<Value> words = {Value::string("a"), Value::string("bb"), Value::string("a")};
  const Vector vector = dictionary_of(Type::string, words, CodeWidth::two);
  const std::vector<Value> lengths = {Value::long_(1), Value(Type::long_), Value::long_(3)};  // of the reversed words
  const Vector mapped =
      vector.with_dictionary(std::make_shared<const Dictionary>(flat_of(Type::long_, lengths), false));
  BOOST_CHECK(mapped.type() == Type::long_);
  BOOST_CHECK(mapped.raw_codes() == vector.raw_codes());
  BOOST_CHECK(values_of(mapped) == (std::vector<Value>{Value::long_(3), Value(Type::long_), Value::long_(1)}));
}

BOOST_AUTO_TEST_CASE(another_type_of_the_same_form_keeps_the_rows) {
  const std::vector<Value> rows = {Value::long_(5), Value(Type::long_), Value::long_(7)};
  for (const Vector& vector : encodings_of(Type::long_, rows)) {
    const Vector spans = vector.with_type(Type::timespan);
    BOOST_CHECK(spans.type() == Type::timespan);
    BOOST_CHECK(values_of(spans) ==
                (std::vector<Value>{Value::timespan(5), Value(Type::timespan), Value::timespan(7)}));
    BOOST_CHECK(vector.with_type(Type::long_).dictionary() == vector.dictionary());
  }
  BOOST_CHECK(Vector::constant(Value::long_(3), 2).with_type(Type::datetime).value_at(1) == Value::datetime(3));
}

BOOST_AUTO_TEST_CASE(a_range_goes_with_the_rows_and_not_with_another_dictionary) {
  Vector flat = flat_of(Type::long_, {Value::long_(5), Value::long_(9)});
  flat.set_range(IntegerRange{5, 9});
  BOOST_REQUIRE(flat.slice(1, 1).range().has_value());
  const std::vector<std::uint32_t> selection = {1};
  BOOST_TEST(flat.gather(selection).range()->max == 9);
  Vector codes = dictionary_of(Type::long_, {Value::long_(5), Value::long_(9)}, CodeWidth::one);
  codes.set_range(IntegerRange{5, 9});
  BOOST_TEST(codes.flattened().range()->min == 5);
  BOOST_CHECK(!codes.with_dictionary(codes.dictionary()).range());
}

BOOST_AUTO_TEST_CASE(codes_take_the_narrowest_width) {
  BOOST_CHECK(width_for(0) == CodeWidth::one);
  BOOST_CHECK(width_for(256) == CodeWidth::one);
  BOOST_CHECK(width_for(257) == CodeWidth::two);
  BOOST_CHECK(width_for(65536) == CodeWidth::two);
  BOOST_CHECK(width_for(65537) == CodeWidth::four);
  const Vector vector = dictionary_of(Type::long_, rows_of(Type::long_, 5), CodeWidth::two);
  BOOST_TEST(vector.code_at(0) == 4u);
  BOOST_TEST(vector.slice(2, 3).code_at(0) == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
