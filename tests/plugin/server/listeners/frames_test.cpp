// Streams in pieces of every size, whole and damaged, as frames of RELP and of syslog.

#include <boost/test/unit_test.hpp>

#include "plugin/server/listeners/relp_frames.hpp"
#include "plugin/server/listeners/syslog_frames.hpp"

namespace kelpie::server {

namespace {

/// What a reader sees of a stream that comes `piece` bytes at a time, as the session feeds it; a line a message.
template <typename Frames, typename Show>
std::string seen(std::string_view stream, std::size_t piece, std::size_t most_bytes, const Show& show) {
  Frames frames(most_bytes);
  std::string buffer, out;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    buffer += stream.substr(at, piece);
    std::string_view bytes = buffer;
    for (;;) {
      const auto found = frames.next(bytes);
      if (found == Frames::Found::more) break;
      if (found == Frames::Found::broken) return out + "broken: " + frames.problem();
      out += show(frames);
    }
    buffer = std::string(bytes);
  }
  if constexpr (requires { frames.last({}); }) {
    if (frames.last(buffer) == Frames::Found::message) out += show(frames);
  }
  return out;
}

std::string relp(std::string_view stream, std::size_t piece = 1, std::size_t most_bytes = 100) {
  return seen<RelpFrames>(stream, piece, most_bytes, [](const RelpFrames& frames) {
    return std::to_string(frames.transaction()) + "|" + std::string(frames.command()) + "|" +
           std::string(frames.data()) + (frames.cut() ? "|cut\n" : "\n");
  });
}

std::string syslog(std::string_view stream, std::size_t piece = 1, std::size_t most_bytes = 100) {
  return seen<SyslogFrames>(stream, piece, most_bytes, [](const SyslogFrames& frames) {
    return std::string(frames.message()) + (frames.cut() ? "|cut\n" : "\n");
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(listener_frames)

BOOST_AUTO_TEST_CASE(relp_frames_in_pieces_of_any_size) {
  const std::string stream = "1 open 5 a=1\nb\n2 syslog 3 x\ny\n3 syslog 0\n4 close 0 \n";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    BOOST_TEST(relp(stream, piece) == "1|open|a=1\nb\n2|syslog|x\ny\n3|syslog|\n4|close|\n");
}

BOOST_AUTO_TEST_CASE(of_a_relp_message_that_is_too_long_the_beginning_is_kept_and_the_next_one_is_whole) {
  const std::string stream = "1 syslog 12 abcdefghijkl\n2 syslog 2 ok\n";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    BOOST_TEST(relp(stream, piece, 10) == "1|syslog|abcdefghijkl|cut\n2|syslog|ok\n");
  const std::string long_one = std::string(200'000, 'x');
  BOOST_TEST(relp("1 syslog 200000 " + long_one + "\n", 1000) ==
             "1|syslog|" + long_one.substr(0, CountedBytes::kept_bytes) + "|cut\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_relp_is_told) {
  for (const char* wrong : {"GET / HTTP/1.1\r\n", "\x16\x03\x01", "1234567890 syslog 1 x\n", "1  1 x\n", "1 syslog x\n",
                            "1 syslog 1 xy\n", "1 syslog 1234567890 x\n", "1 syslog 1x\n", "1 sys-log 1 x\n", "x\n",
                            "1 abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz 0\n", "1 syslog 1\nx\n"}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{100}})
      BOOST_TEST(relp(wrong, piece).starts_with("broken: "), wrong);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_of_numbers_without_end) {
  // A head is refused as soon as it is too long, not when it ends.
  BOOST_TEST(relp(std::string(100, '1'), 1).starts_with("broken"));
  BOOST_TEST(syslog(std::string(100, '1'), 1).starts_with("broken"));
}

BOOST_AUTO_TEST_CASE(lines_in_pieces_of_any_size) {
  const std::string stream("<1>a\r\n\n<2>b\0<3>c", 17);
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    BOOST_TEST(syslog(stream, piece) == "<1>a\n<2>b\n<3>c\n");
}

BOOST_AUTO_TEST_CASE(of_a_line_that_is_too_long_the_beginning_is_kept_and_the_next_one_is_whole) {
  const std::string stream = "abcdefghijklmno\nok\n";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    BOOST_TEST(syslog(stream, piece, 10) == "abcdefghijklmno|cut\nok\n");
  const std::string long_one = std::string(200'000, 'x');
  BOOST_TEST(syslog(long_one + "\nok\n", 1000) == long_one.substr(0, CountedBytes::kept_bytes) + "|cut\nok\n");
}

BOOST_AUTO_TEST_CASE(counted_messages_may_hold_newlines) {
  const std::string stream = "5 <1>a\n8 <2>b\nc d0 3 <3>\n3 <4>";
  for (std::size_t piece = 1; piece <= stream.size(); ++piece)
    BOOST_TEST(syslog(stream, piece) == "<1>a\n\n<2>b\nc d\n<3>\n<4>\n");
}

BOOST_AUTO_TEST_CASE(of_a_counted_message_that_is_too_long_the_beginning_is_kept) {
  for (std::size_t piece = 1; piece < 24; ++piece)
    BOOST_TEST(syslog("15 abcdefghijklmno2 ok", piece, 10) == "abcdefghijklmno|cut\nok\n");
}

BOOST_AUTO_TEST_CASE(a_stream_that_counts_goes_on_counting) {
  BOOST_TEST(syslog("3 abcnot counted\n").starts_with("abc\nbroken: "));
  BOOST_TEST(syslog("3abc\n").starts_with("broken: "));
  BOOST_TEST(syslog("1234567890 x").starts_with("broken: "));
}

BOOST_AUTO_TEST_CASE(a_counted_message_that_is_not_complete_is_none) { BOOST_TEST(syslog("10 abc") == ""); }

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
