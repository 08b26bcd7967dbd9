#include "tables/guid.hpp"

#include <boost/test/unit_test.hpp>

using namespace kelpie::tables;

BOOST_AUTO_TEST_SUITE(guid_text)

BOOST_AUTO_TEST_CASE(canonical_text_reads_and_writes_the_same) {
  const std::string text = "01234567-89ab-cdef-fedc-ba9876543210";
  const auto guid = parse_guid(text);
  BOOST_REQUIRE(guid.has_value());
  BOOST_TEST(guid->high == 0x0123456789abcdefu);
  BOOST_TEST(guid->low == 0xfedcba9876543210u);
  BOOST_TEST(to_text(*guid) == text);
}

BOOST_AUTO_TEST_CASE(upper_case_braces_blanks_and_missing_hyphens_are_read) {
  const auto guid = parse_guid("01234567-89ab-cdef-0123-456789abcdef");
  for (const char* text : {"01234567-89AB-CDEF-0123-456789ABCDEF", "{01234567-89ab-cdef-0123-456789abcdef}",
                           "0123456789abcdef0123456789abcdef", "  01234567-89ab-cdef-0123-456789abcdef\t",
                           "0123456789ab-cdef-0123-456789abcdef"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK(parse_guid(text) == guid); }
  }
}

BOOST_AUTO_TEST_CASE(text_that_is_no_guid_gives_nothing) {
  for (const char* text : {"", "a string that is not a guid", "01234567-89ab-cdef-0123-456789abcde",
                           "01234567-89ab-cdef-0123-456789abcdef0", "01234567-89ab-cdef-0123-456789abcdeg",
                           "0123456-789ab-cdef-0123-456789abcdef", "01234567--89abcdef-0123-456789abcdef",
                           "{01234567-89ab-cdef-0123-456789abcdef", "-0123456789abcdef0123456789abcdef",
                           "0123456789abcdef0123456789abcdef-",
                           "01234567-89ab-cdef-0123-4567\xc3\xa9"
                           "abcdef"}) {
    BOOST_TEST_CONTEXT(text) { BOOST_CHECK(!parse_guid(text)); }
  }
}

BOOST_AUTO_TEST_CASE(order_of_numbers_is_order_of_text) {
  const auto low = parse_guid("00000000-0000-0000-ffff-ffffffffffff");
  const auto high = parse_guid("00000000-0000-0001-0000-000000000000");
  BOOST_CHECK(*low < *high);
  BOOST_TEST(to_text(*low) < to_text(*high));
}

BOOST_AUTO_TEST_SUITE_END()
