#include "executor/operators/selection.hpp"

#include <cstring>
#include <random>
#include <string>

#include <boost/test/unit_test.hpp>

#include "executor/functions/operators/text_equality.hpp"
#include "tables/builder.hpp"

namespace kelpie::tests {

using tables::CodeWidth;
using tables::Dictionary;
using tables::Type;
using tables::Value;
using tables::Vector;

namespace {

Vector booleans(const std::vector<int>& values) {  // -1: null
  tables::ColumnBuilder builder(Type::boolean);
  for (const int value : values) builder.append(value < 0 ? Value(Type::boolean) : Value::boolean(value != 0));
  return builder.finish().flattened();
}

template <typename Code>
Vector coded(std::shared_ptr<const Dictionary> dictionary, const std::vector<std::uint32_t>& numbers) {
  auto codes = std::make_shared<std::vector<Code>>(numbers.begin(), numbers.end());
  return Vector::dictionary(std::move(dictionary), static_cast<CodeWidth>(sizeof(Code)), codes->data(), codes->size(), codes);
}

std::vector<std::uint32_t> random_numbers(std::size_t rows, std::uint32_t below) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(rows * 31 + below));
  std::vector<std::uint32_t> numbers(rows);
  for (std::uint32_t& number : numbers) number = random() % below;
  return numbers;
}

void check_masks(const Vector& predicate) {
  const std::size_t rows = predicate.size();
  std::vector<std::uint8_t> expected(rows);
  std::vector<std::uint32_t> expected_rows;
  for (std::size_t i = 0; i < rows; ++i) {
    expected[i] = !predicate.is_null_at(i) && predicate.value_at(i).as_bool();
    if (expected[i] != 0) expected_rows.push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<std::uint8_t> mask(rows, 7);
  executor::write_mask(predicate, mask.data());
  BOOST_TEST(mask == expected, boost::test_tools::per_element());
  std::vector<std::uint32_t> found(3, 9);
  executor::rows_of(mask.data(), rows, found);
  BOOST_TEST(found == expected_rows, boost::test_tools::per_element());
  std::vector<std::uint8_t> every_third(rows);
  for (std::size_t i = 0; i < rows; i += 3) every_third[i] = 1;
  executor::and_mask(predicate, every_third.data());
  for (std::size_t i = 0; i < rows; ++i) BOOST_REQUIRE(every_third[i] == (i % 3 == 0 ? expected[i] : 0));
  std::vector<std::uint32_t> direct(5, 9);
  if (executor::rows_without_mask(predicate, direct))
    BOOST_TEST(direct == expected_rows, boost::test_tools::per_element());
  else
    BOOST_TEST(direct == std::vector<std::uint32_t>(5, 9), boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(selection)

BOOST_AUTO_TEST_CASE(masks_of_codes_are_where_their_entry_is_true) {
  for (const std::size_t rows : {1u, 7u, 63u, 64u, 65u, 1000u, 1024u, 5000u}) {
    for (const std::vector<int>& entries : {std::vector<int>{0, 1, 0}, {0, 0, 0}, {1, 1, 1}, {1, 0, 1}, {0, 1, -1}, {1}, {0}}) {
      const auto dictionary = std::make_shared<const Dictionary>(booleans(entries), false);
      const auto numbers = random_numbers(rows, static_cast<std::uint32_t>(entries.size()));
      check_masks(coded<std::uint8_t>(dictionary, numbers));
      check_masks(coded<std::uint16_t>(dictionary, numbers));
      check_masks(coded<std::uint32_t>(dictionary, numbers));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_only_true_entry_of_a_large_dictionary_is_found_in_any_place) {
  for (const std::size_t at : {0u, 1u, 299u}) {
    std::vector<int> entries(300, 0);
    entries[at] = 1;
    const auto dictionary = std::make_shared<const Dictionary>(booleans(entries), false);
    check_masks(coded<std::uint16_t>(dictionary, random_numbers(4000, 300)));
    check_masks(coded<std::uint16_t>(dictionary, random_numbers(200, 300)));  // fewer rows than entries
  }
}

BOOST_AUTO_TEST_CASE(masks_of_flat_predicates_leave_out_nulls) {
  check_masks(booleans({1, 0, -1, 1, 1, 0, 0, 0, 0, 1, -1}));
  check_masks(booleans({1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(equality_of_codes_with_a_text_is_that_of_their_texts) {
  for (const std::size_t size : {2u, 64u, 65u, 300u, 70000u}) {
    tables::ColumnBuilder builder(Type::string);
    for (std::size_t i = 0; i < size; ++i) builder.append(Value::string("user" + std::to_string(i)));
    const auto dictionary = std::make_shared<const Dictionary>(builder.finish(), true);
    const auto numbers = random_numbers(1000, static_cast<std::uint32_t>(size));
    const Vector column = size > 0x10000 ? coded<std::uint32_t>(dictionary, numbers)
                          : size > 0x100 ? coded<std::uint16_t>(dictionary, numbers)
                                         : coded<std::uint8_t>(dictionary, numbers);
    for (const bool negated : {false, true}) {
      const auto kernel = executor::make_text_equality(negated);
      for (const std::string& text : {std::string("user") + std::to_string(numbers[500]), std::string("nobody"), std::string()}) {
        const Vector constant = Vector::constant(Value::string(text), 1000);
        for (const bool swapped : {false, true}) {
          const std::vector<Vector> arguments = swapped ? std::vector<Vector>{constant, column} : std::vector<Vector>{column, constant};
          const auto result = kernel->evaluate_codes(arguments, 1000);
          BOOST_REQUIRE(result.has_value() == (size > 64));
          if (!result) continue;
          BOOST_REQUIRE(result->size() == 1000u);
          for (std::size_t i = 0; i < 1000; ++i)
            BOOST_REQUIRE(result->value_at(i).as_bool() == ((("user" + std::to_string(numbers[i])) == text) != negated));
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(codes_of_values_that_may_be_equal_are_not_told_apart_by_their_code) {
  tables::ColumnBuilder builder(Type::string);
  for (int i = 0; i < 200; ++i) builder.append(Value::string("same"));
  const auto dictionary = std::make_shared<const Dictionary>(builder.finish().flattened(), false);
  const std::vector<Vector> arguments = {coded<std::uint8_t>(dictionary, random_numbers(10, 200)), Vector::constant(Value::string("same"), 10)};
  BOOST_TEST(!executor::make_text_equality(false)->evaluate_codes(arguments, 10).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
