// Plain texts as codes of a dictionary of their own, and what a store gives of a column whose texts are searched again and again.

#include <algorithm>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store_folder.hpp"
#include "tables/store/text_codes.hpp"
#include "tables/store/writer.hpp"

namespace kelpie::tests {

namespace store = tables::store;

namespace {

tables::Vector texts_of(const std::vector<std::string>& texts) {
  tables::ColumnBuilder builder(tables::Type::string);
  for (const std::string& text : texts) builder.append(tables::Value::string(text));
  return builder.finish();
}

std::vector<std::string> as_texts(const tables::Vector& vector) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < vector.size(); ++i) texts.emplace_back(vector.value_at(i).as_text());
  return texts;
}

constexpr std::size_t id_column = 1;

/// The rows of the segment whose Id is the text, as whoever filters by it finds them; nothing is read where the segment says that it has none.
std::vector<std::size_t> rows_with(const tables::Segment& segment, const std::string& text) {
  std::vector<std::size_t> rows;
  const std::vector<std::string> texts = {text};
  if (!segment.may_hold(id_column, 0, segment.size(), texts)) return rows;
  const tables::Vector ids = segment.read(id_column, 0, segment.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids.value_at(i).as_text() == text) rows.push_back(i);
  }
  return rows;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(store_text_codes)

BOOST_AUTO_TEST_CASE(texts_become_codes_of_distinct_texts) {
  for (const std::size_t distinct : {1, 3, 256, 257, 65536, 65537}) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < distinct + 5; ++i) texts.push_back(i % distinct == 0 ? "" : "text " + std::to_string(i % distinct));
    const tables::Vector coded = store::with_codes_of_texts(texts_of(texts));
    BOOST_REQUIRE(coded.is_dictionary());
    BOOST_TEST(coded.dictionary()->size() == distinct);
    BOOST_TEST(coded.dictionary()->can_find());
    BOOST_CHECK(coded.code_width() == tables::width_for(distinct));
    BOOST_CHECK(as_texts(coded) == texts);
  }
}

BOOST_AUTO_TEST_CASE(no_text_and_texts_that_are_all_distinct) {
  BOOST_TEST(store::with_codes_of_texts(texts_of({})).size() == 0u);
  const tables::Vector plain = texts_of({"b", "a", "c"});
  const tables::Vector coded = store::with_codes_of_texts(plain);
  BOOST_TEST(coded.dictionary()->values().values<std::string_view>() == plain.values<std::string_view>(), "nothing is copied");
  BOOST_CHECK(coded.dictionary()->find("c") == 2u);
  BOOST_CHECK(!coded.dictionary()->find("d"));
}

BOOST_AUTO_TEST_CASE(a_column_that_is_searched_again_and_again_gives_the_same_rows) {
  const StoreFolder folder;
  const auto schemas = event_schemas();
  store::Writer writer(folder.store(), schemas);
  writer.append(one(events(schemas->all().front(), 0, 300)), {}, first_day);
  const auto segments = writer.snapshot()->find("Events")->segments();
  BOOST_REQUIRE(segments.size() == 1u);
  const tables::Segment& segment = *segments.front();
  BOOST_REQUIRE(segment.read(id_column, 0, segment.size()).is_flat());
  for (int round = 0; round < 6; ++round) {
    for (const std::size_t wanted : {0, 17, 299}) {
      BOOST_TEST(rows_with(segment, "event-" + std::to_string(wanted)) == std::vector<std::size_t>{wanted}, boost::test_tools::per_element());
    }
    BOOST_TEST(rows_with(segment, "event-300").empty());
    BOOST_TEST(rows_with(segment, "").empty());
  }
  // It was: found by its filter twice, it is searched by codes now, and the answer is exact.
  BOOST_TEST(segment.read(id_column, 0, segment.size()).is_dictionary());
  for (int i = 300; i < 500; ++i) {
    const std::vector<std::string> strangers = {"event-" + std::to_string(i)};
    BOOST_TEST(!segment.may_hold(id_column, 0, segment.size(), strangers));
  }
  BOOST_CHECK(as_texts(segment.read(id_column, 10, 2)) == (std::vector<std::string>{"event-10", "event-11"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
