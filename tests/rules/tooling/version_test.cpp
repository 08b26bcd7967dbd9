#include "rules/tooling/version.hpp"

#include <boost/test/unit_test.hpp>

namespace {
using namespace kelpie::rules::tooling;
}

BOOST_AUTO_TEST_SUITE(rule_versions)

BOOST_AUTO_TEST_CASE(numbers_with_points_are_versions) {
  BOOST_TEST((parse_version("1.2.3") == Version{1, 2, 3}));
  BOOST_TEST((parse_version("7") == Version{7, 0, 0}));
  for (const char* text : {"", ".", "1.", "1..2", "1.2.3.4", "v1", "1.2.3-beta", "-1.0.0", "99999999999.0.0", " 1.0"})
    BOOST_TEST(!parse_version(text), text);
}

BOOST_AUTO_TEST_CASE(the_first_number_that_rose_names_the_bump) {
  BOOST_TEST((bump_between("1.2.3", "2.0.0") == VersionBump::major));
  BOOST_TEST((bump_between("1.2.3", "1.3.0") == VersionBump::minor));
  BOOST_TEST((bump_between("1.2.3", "1.2.4") == VersionBump::patch));
  BOOST_TEST((bump_between("1.2", "1.2.0") == VersionBump::none));
  BOOST_TEST((bump_between("odd", "odd") == VersionBump::none));
  BOOST_TEST((bump_between("", "1.0.0") == VersionBump::major));
}

BOOST_AUTO_TEST_CASE(what_fell_or_is_no_version_is_no_bump) {
  BOOST_TEST(!bump_between("1.2.3", "1.2.2"));
  BOOST_TEST(!bump_between("1.2.3", "0.9.9"));
  BOOST_TEST(!bump_between("1.2.3", ""));
  BOOST_TEST(!bump_between("1.2.3", "odd"));
  BOOST_TEST(!bump_between("odd", "1.2.3"));
}

BOOST_AUTO_TEST_CASE(raised_versions_are_the_lowest) {
  BOOST_TEST(raised("1.2.3", VersionBump::major) == "2.0.0");
  BOOST_TEST(raised("1.2.3", VersionBump::minor) == "1.3.0");
  BOOST_TEST(raised("1.2.3", VersionBump::patch) == "1.2.4");
  BOOST_TEST(raised("1.2.4294967295", VersionBump::patch) == "1.2.4294967296");
  BOOST_TEST(raised("", VersionBump::minor) == "1.0.0");
}

BOOST_AUTO_TEST_SUITE_END()
