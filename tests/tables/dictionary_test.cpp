#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tables/builder.hpp"
#include "tables/text_index.hpp"
#include "tables/vector.hpp"

namespace kelpie::tests {

using tables::Dictionary;
using tables::Type;
using tables::Vector;

namespace {

Vector texts(std::size_t count) {
  tables::ColumnBuilder builder(Type::string);
  for (std::size_t i = 0; i < count; ++i) builder.append(tables::Value::string("text " + std::to_string(i)));
  return builder.finish();
}

void check_finds(const Dictionary& dictionary, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) BOOST_REQUIRE(dictionary.find("text " + std::to_string(i)) == i);
  BOOST_TEST(!dictionary.find("text " + std::to_string(count)).has_value());
  BOOST_TEST(!dictionary.find("").has_value());
  BOOST_TEST(!dictionary.find("text").has_value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dictionaries)

BOOST_AUTO_TEST_CASE(every_text_of_a_dictionary_is_found_by_its_code) {
  for (const std::size_t count : {0u, 1u, 5u, 16u, 17u, 1000u, 70000u}) check_finds(Dictionary(texts(count), true), count);
}

BOOST_AUTO_TEST_CASE(the_empty_text_is_found_where_it_is_a_value) {
  tables::ColumnBuilder builder(Type::string);
  for (int i = 0; i < 100; ++i) builder.append(tables::Value::string(std::string(static_cast<std::size_t>(i), 'a')));
  const Dictionary dictionary(builder.finish(), true);
  BOOST_TEST((dictionary.find("") == 0u));
  BOOST_TEST((dictionary.find("aaa") == 3u));
}

BOOST_AUTO_TEST_CASE(a_dictionary_that_grew_finds_old_and_new_texts) {
  std::size_t size = 10;
  auto grown = std::make_shared<const Dictionary>(texts(size), true);
  while (size < 3000) {
    check_finds(*grown, size);
    size += 7 + size / 50;
    grown = std::make_shared<const Dictionary>(texts(size), *grown);
  }
  check_finds(*grown, size);
}

BOOST_AUTO_TEST_CASE(only_dictionaries_of_distinct_strings_can_find) {
  BOOST_TEST(Dictionary(texts(3), true).can_find());
  BOOST_TEST(!Dictionary(texts(3), false).can_find());
  tables::ColumnBuilder numbers(Type::long_);
  numbers.append(tables::Value::long_(1));
  BOOST_TEST(!Dictionary(numbers.finish(), true).can_find());
}

BOOST_AUTO_TEST_CASE(an_index_of_no_texts_finds_none) {
  const tables::TextIndex index(nullptr, 0);
  BOOST_TEST(index.size() == 0u);
  BOOST_TEST(!index.find("a", nullptr).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
