// Bodies of any form in pieces of whole records.

#include "plugin/server/intake/event_pieces.hpp"

#include <boost/test/unit_test.hpp>

#include "plugin/server/http/router.hpp"

namespace kelpie::tests {

using server::EventPiece;
using server::EventPieces;
using Layout = tables::readers::Sniffed::Layout;

namespace {

/// The look at a body's form waits for so much of it.
constexpr std::size_t step = std::size_t{64} << 10;

std::vector<EventPiece> pieces_of(std::string_view body, std::size_t piece_bytes, std::size_t arrives = 1 << 30,
                                  std::size_t record_bytes = 1 << 20) {
  std::vector<EventPiece> pieces;
  EventPieces cutting({piece_bytes, record_bytes, false},
                      [&](EventPiece piece) { pieces.push_back(std::move(piece)); });
  for (std::size_t at = 0; at < body.size(); at += arrives) cutting.add(body.substr(at, arrives));
  cutting.finish();
  return pieces;
}

std::string joined(const std::vector<EventPiece>& pieces) {
  std::string all;
  for (const EventPiece& piece : pieces) all += piece.events;
  return all;
}

std::string record(int number, std::string_view padding = {}) {
  return "{\"id\":\"" + std::to_string(number) + "\",\"text\":\"a } \\\" ] { [" + std::string(padding) + "\"}";
}

std::string many_lines(int count, std::string_view between = "\n") {
  std::string body;
  for (int i = 0; i < count; ++i)
    body += record(i, std::string(static_cast<std::size_t>(i % 90), 'x')) + std::string(between);
  return body;
}

std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_pieces)

BOOST_AUTO_TEST_CASE(a_small_body_is_one_piece) {
  const auto pieces = pieces_of("{\"a\":1}\n{\"a\":2}", 1000);
  BOOST_REQUIRE(pieces.size() == 1u);
  BOOST_TEST((pieces[0].layout == Layout::lines));
  BOOST_TEST(pieces[0].events == "{\"a\":1}\n{\"a\":2}");
  BOOST_TEST(pieces[0].end == 15u);
}

BOOST_AUTO_TEST_CASE(nothing_and_blanks_are_no_piece) {
  BOOST_TEST(pieces_of("", 1000).empty());
  BOOST_TEST(pieces_of(" \r\n\n", 1000).empty());
  BOOST_TEST(pieces_of(std::string(3 * step, ' '), 1000).empty());
}

BOOST_AUTO_TEST_CASE(lines_are_cut_between_lines_and_say_where_they_are) {
  const std::string body = many_lines(5000);
  const auto pieces = pieces_of(body, step);
  BOOST_TEST(pieces.size() > 3u);
  BOOST_TEST(joined(pieces) == body);
  std::uint64_t lines = 0, bytes = 0;
  for (const EventPiece& piece : pieces) {
    BOOST_TEST(piece.events.back() == '\n');
    BOOST_TEST(piece.lines_before == lines);
    BOOST_TEST(piece.bytes_before == bytes);
    BOOST_TEST(piece.begin == bytes);
    lines += count_of(piece.events, "\n");
    bytes += piece.events.size();
    BOOST_TEST(piece.end == bytes);
  }
}

BOOST_AUTO_TEST_CASE(where_is_cut_does_not_depend_on_how_the_bytes_come) {
  for (const char* between : {"\n", ",\n "}) {
    const std::string body = (between[0] == ',' ? "[\n" : "") + many_lines(5000, between);
    const auto pieces = pieces_of(body, step);
    for (const std::size_t arrives : {std::size_t{7777}, std::size_t{100'000}, step - 1}) {
      const auto others = pieces_of(body, step, arrives);
      BOOST_REQUIRE(others.size() == pieces.size());
      for (std::size_t i = 0; i < pieces.size(); ++i) BOOST_TEST(others[i].end == pieces[i].end);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_list_is_cut_between_its_elements) {
  const auto pieces = pieces_of("[\n" + many_lines(5000, ",\n ") + "{\"id\":\"last\"}]", step);
  BOOST_TEST(pieces.size() > 3u);
  for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
    BOOST_TEST((pieces[i].layout == Layout::documents));
    BOOST_TEST(pieces[i].events.back() == '}');
  }
  BOOST_TEST(count_of(joined(pieces), "\"id\"") == 5001u);
}

BOOST_AUTO_TEST_CASE(a_large_page_is_cut_within_its_list_and_what_is_around_it_is_left_out) {
  const std::string body = "{\"@odata.context\":\"https://x\",\n\"more\":{\"deep\":[1,2]},\"value\":[\n" +
                           many_lines(40'000, ",\n") + "{\"id\":\"last\"}],\"@odata.nextLink\":\"https://y\"}\n" +
                           "{\"id\":\"behind\"}";
  const auto pieces = pieces_of(body, step);
  const std::string all = joined(pieces);
  BOOST_TEST(pieces.size() > 10u);
  BOOST_TEST(count_of(all, "\"id\"") == 40'002u);
  BOOST_TEST(all.find("odata") == std::string::npos);
  BOOST_TEST(pieces[1].lines_before > 100u);
}

BOOST_AUTO_TEST_CASE(a_page_that_is_cut_off_gives_what_is_there) {
  const std::string body = "{\"records\":[\n" + many_lines(40'000, ",\n");
  BOOST_TEST(count_of(joined(pieces_of(body, step)), "\"id\"") == 40'000u);
  BOOST_TEST(count_of(joined(pieces_of(body + "{\"id\":1}],\"nextLink\":\"", step)), "\"id\"") == 40'001u);
}

BOOST_AUTO_TEST_CASE(a_small_page_stays_as_it_is) {
  const std::string body = "{\n\"records\": [\n{\"id\":1},\n{\"id\":2}\n]\n}\n";
  const auto pieces = pieces_of(body, step);
  BOOST_REQUIRE(pieces.size() == 1u);
  BOOST_TEST(pieces[0].events == body);
}

BOOST_AUTO_TEST_CASE(every_piece_of_a_table_has_its_header) {
  std::string body = "a,b,c\n";
  for (int i = 0; i < 20'000; ++i) body += std::to_string(i) + ",\"two\nlines, \"\"quoted\"\"\",x\n";
  const auto pieces = pieces_of(body, step);
  BOOST_TEST(pieces.size() > 3u);
  std::size_t rows = 0;
  for (const EventPiece& piece : pieces) {
    BOOST_TEST((piece.layout == Layout::csv));
    BOOST_TEST(piece.events.starts_with("a,b,c\n"));
    BOOST_TEST(piece.events.ends_with("\",x\n"));
    rows += count_of(piece.events, ",x\n");
  }
  BOOST_TEST(rows == 20'000u);
  BOOST_TEST(pieces[1].begin == pieces[0].end);
  // A line of the body: the header's lines in the piece are counted off.
  BOOST_TEST(pieces[1].lines_before == count_of(std::string_view(body).substr(0, pieces[1].begin), "\n") - 1);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_large_is_handed_on_as_far_as_it_shows_that_and_the_rest_is_left_out) {
  const std::string body = many_lines(2000) + record(1, std::string(10 * step, 'x')) + "\n" + many_lines(2000);
  const auto pieces = pieces_of(body, step, 1 << 30, 2 * step);
  std::size_t largest = 0, all = 0;
  for (const EventPiece& piece : pieces) {
    largest = std::max(largest, piece.events.size());
    all += count_of(piece.events, "\"id\"");
  }
  BOOST_TEST(largest <= 4 * step);
  BOOST_TEST(all == 4001u);
}

BOOST_AUTO_TEST_CASE(a_record_without_an_end_does_not_take_all_that_follows_with_it) {
  std::string body = "[\n" + many_lines(2000, ",\n");
  body += "{\"never\": {\"closed\": 1,\n" + std::string(6 * step, ' ') + "\n";
  for (int i = 0; i < 20; ++i) body += many_lines(200, ",\n") + std::string(step, ' ') + "\n";
  const auto pieces = pieces_of(body, step, 1 << 30, 2 * step);
  BOOST_TEST(count_of(joined(pieces), "\"id\"") > 5000u);
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_refused_with_what_to_do) {
  const auto refused = [](std::string_view why) {
    return [why](const server::RequestRefused& refused) {
      return refused.problem().status == 400 && refused.problem().message.find(why) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION(pieces_of("PK\x03\x04" + std::string(100, 'x'), step), server::RequestRefused,
                        refused("the body is a zip archive"));
  BOOST_CHECK_EXCEPTION(pieces_of("PAR1" + std::string(3 * step, 'x'), step), server::RequestRefused,
                        refused("Parquet"));
  BOOST_CHECK_EXCEPTION(pieces_of("\xff\xfe{", step), server::RequestRefused, refused("UTF-16"));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_passed_over) {
  const auto pieces = pieces_of("\xef\xbb\xbf{\"a\":1}\n", step);
  BOOST_REQUIRE(pieces.size() == 1u);
  BOOST_TEST(pieces[0].events == "   {\"a\":1}\n");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
