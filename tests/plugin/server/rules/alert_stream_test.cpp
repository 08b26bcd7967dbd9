#include "rule_world.hpp"

namespace kelpie::tests {

namespace {

/// What a client of the stream has got until there is nothing more for now.
std::string read_on(const server::Response& response) {
  std::string text;
  for (;;) {
    const server::BodyPiece piece = response.more();
    text += piece.bytes;
    if (piece.state != server::BodyPiece::State::more) return text;
  }
}

std::vector<std::string> ids_in(const std::string& events) {
  std::vector<std::string> ids;
  for (auto at = events.find("id: "); at != std::string::npos; at = events.find("\nid: ", at)) {
    at += events[at] == '\n' ? 5 : 4;
    ids.push_back(events.substr(at, events.find('\n', at) - at));
  }
  return ids;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_alert_stream)

BOOST_AUTO_TEST_CASE(alerts_are_told_as_they_are_raised) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  Answer stream = world.get("/v1/alerts/stream");
  BOOST_TEST(server::find_header(stream.response.headers, "Content-Type").value() == "text/event-stream");
  BOOST_TEST(stream.response.body.starts_with(": "));
  BOOST_TEST(read_on(stream.response).empty());
  world.raise({"203.0.113.2"});
  const std::string events = read_on(stream.response);
  BOOST_TEST(ids_in(events).size() == 1u);
  BOOST_TEST(events.find("\nevent: alert\ndata: {\"id\":\"") != std::string::npos);
  BOOST_TEST(events.ends_with("}\n\n"));
  BOOST_TEST(read_on(stream.response).empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_comes_again_misses_nothing) {
  RuleWorld world;
  world.rules->start();
  for (const char* address : {"203.0.113.1", "203.0.113.2", "203.0.113.3"}) world.raise({address});
  const auto all = ids_in(read_on(world.get("/v1/alerts/stream?after=oldest").response));
  BOOST_REQUIRE_EQUAL(all.size(), 3u);
  server::Request again = world.request("GET", "/v1/alerts/stream");
  again.headers.emplace_back("Last-Event-ID", all[0]);
  const Answer stream = world.ask(again);
  BOOST_TEST(ids_in(read_on(stream.response)) == (std::vector<std::string>{all[1], all[2]}));
  world.raise({"203.0.113.4"});
  BOOST_TEST(ids_in(read_on(stream.response)).size() == 1u);
  // What it had last is not that alert any more: everything comes.
  BOOST_TEST(ids_in(read_on(world.get("/v1/alerts/stream?after=2-00000000000000000000000000000000").response)).size() ==
             4u);
  BOOST_TEST(world.get("/v1/alerts/stream?after=soon").response.status == 400);
}

BOOST_AUTO_TEST_CASE(a_stream_of_some_alerts) {
  RuleWorld world;
  world.rules->start();
  world.raise({"203.0.113.1"});
  const auto count = [&](const std::string& query) {
    return ids_in(read_on(world.get("/v1/alerts/stream?after=oldest&" + query).response)).size();
  };
  BOOST_TEST(count("severity=Low") == 1u);
  BOOST_TEST(count("severity=Medium") == 0u);
  BOOST_TEST(count("rule=5d1f7a0e-3b7e-4c39-9a44-0c8f3f5a9a01") == 1u);
  BOOST_TEST(count("rule=another") == 0u);
}

BOOST_AUTO_TEST_CASE(streams_are_bounded_and_an_ended_one_makes_room) {
  RuleWorld world([](server::RuleServiceOptions& options) { options.most_streams = 2; });
  Answer one = world.get("/v1/alerts/stream");
  const Answer two = world.get("/v1/alerts/stream");
  const Answer three = world.get("/v1/alerts/stream");
  BOOST_TEST(three.response.status == 503);
  BOOST_TEST(three.error() == "TooManyStreams");
  one.response.more = nullptr;
  BOOST_TEST(world.get("/v1/alerts/stream").response.status == 200);
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_holds_nobody_up) {
  RuleWorld world;
  world.rules->start();
  const Answer sleeping = world.get("/v1/alerts/stream");
  const Answer awake = world.get("/v1/alerts/stream");
  for (const char* address : {"203.0.113.1", "203.0.113.2"}) {
    world.raise({address});
    BOOST_TEST(ids_in(read_on(awake.response)).size() == 1u);
  }
  BOOST_TEST(ids_in(read_on(sleeping.response)).size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
