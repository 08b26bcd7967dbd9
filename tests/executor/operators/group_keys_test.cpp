// Groups of coded texts: few rows over a large dictionary, then many.

#include "executor/operators/group_keys.hpp"

#include <numeric>
#include <string>

#include <boost/test/unit_test.hpp>

#include "executor/operators/sort_keys.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::executor;
using tables::Type;
using tables::Vector;

std::shared_ptr<const tables::Dictionary> dictionary_of(std::size_t size) {
  auto texts = std::make_shared<std::vector<std::string>>();
  for (std::size_t i = 0; i < size; ++i) texts->push_back("text " + std::to_string(i * 7919 % size));
  auto views = std::make_shared<std::vector<std::string_view>>(texts->begin(), texts->end());
  const std::string_view* data = views->data();
  return std::make_shared<const tables::Dictionary>(
      Vector::flat(Type::string, size, data, nullptr, tables::join_owners(texts, views)), true);
}

Vector rows_of(const std::shared_ptr<const tables::Dictionary>& dictionary, std::vector<std::uint32_t> codes) {
  auto own = std::make_shared<std::vector<std::uint32_t>>(std::move(codes));
  const std::uint32_t* data = own->data();
  return Vector::dictionary(dictionary, tables::CodeWidth::four, data, own->size(), own);
}

std::vector<std::uint32_t> groups_of(GroupKeys& keys, const Vector& rows) {
  std::vector<std::uint32_t> groups(rows.size());
  keys.groups(std::span(&rows, 1), rows.size(), groups.data());
  return groups;
}

using Numbers = std::vector<std::uint32_t>;

}  // namespace

BOOST_AUTO_TEST_SUITE(group_keys)

BOOST_AUTO_TEST_CASE(groups_count_up_in_order_of_appearance_however_many_rows_come) {
  constexpr std::uint32_t size = 5000;
  const auto dictionary = dictionary_of(size);
  const std::vector<Type> types{Type::string};
  GroupKeys::Shared shared(types);
  GroupKeys keys(shared);
  BOOST_TEST(groups_of(keys, rows_of(dictionary, {4000, 7, 4000})) == (Numbers{0, 1, 0}),
             boost::test_tools::per_element());
  const Vector asked = rows_of(dictionary, {7, 8, 4000});
  Numbers found(3);
  GroupKeys::Prober(keys).groups(std::span(&asked, 1), 3, found.data());
  BOOST_TEST(found == (Numbers{1, no_group, 0}), boost::test_tools::per_element());

  // All of them, from the last one: now there are enough for an array.
  Numbers codes(size);
  std::iota(codes.rbegin(), codes.rend(), 0u);
  Numbers expected;
  for (const std::uint32_t code : codes) {
    const std::uint32_t next = static_cast<std::uint32_t>(expected.size()) + 2 - (code < 4000 ? 1 : 0);
    expected.push_back(code == 4000 ? 0 : code == 7 ? 1 : code < 7 ? next - 1 : next);
  }
  BOOST_TEST(groups_of(keys, rows_of(dictionary, codes)) == expected, boost::test_tools::per_element());
  BOOST_TEST(keys.size() == size);
  GroupKeys::Prober(keys).groups(std::span(&asked, 1), 3, found.data());
  BOOST_TEST(found == (Numbers{1, expected[size - 1 - 8], 0}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(few_groups_and_many_are_added_to_each_other) {
  const auto dictionary = dictionary_of(5000);
  const std::vector<Type> types{Type::string};
  GroupKeys::Shared shared(types);
  GroupKeys few(shared);
  GroupKeys many(shared);
  groups_of(few, rows_of(dictionary, {9, 3}));
  Numbers codes(5000);
  std::iota(codes.begin(), codes.end(), 0u);
  groups_of(many, rows_of(dictionary, codes));
  BOOST_TEST(many.add(few, {}, false) == (Numbers{9, 3}), boost::test_tools::per_element());
  GroupKeys other(shared);
  groups_of(other, rows_of(dictionary, {3, 11}));
  BOOST_TEST(few.add(other, {}, false) == (Numbers{1, 2}), boost::test_tools::per_element());
  BOOST_TEST(groups_of(few, rows_of(dictionary, {11, 9, 1})) == (Numbers{2, 0, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(coded_texts_are_sorted_as_the_texts_themselves) {
  const auto dictionary = dictionary_of(1000);
  for (const std::size_t rows : {5u, 200u, 999u, 3000u}) {
    Numbers codes;
    for (std::size_t i = 0; i < rows; ++i) codes.push_back(static_cast<std::uint32_t>(i * 31 % 157 * 6));
    const Vector coded = rows_of(dictionary, codes);
    for (const bool ascending : {true, false}) {
      SortTerm term;
      term.ascending = ascending;
      const Vector flat = coded.flattened();
      BOOST_TEST(SortKeys(std::span(&coded, 1), std::span(&term, 1)).sorted() ==
                     SortKeys(std::span(&flat, 1), std::span(&term, 1)).sorted(),
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
