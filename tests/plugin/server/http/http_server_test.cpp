// HTTP as clients speak it, well and badly, over real sockets.

#include <algorithm>
#include <atomic>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "client_of_a_test.hpp"
#include "plugin/server/http/content_coding.hpp"
#include "plugin/server/http/http_server.hpp"

namespace kelpie::server::tests {

namespace {

using namespace std::chrono_literals;

/// Lets everybody in but those who say "nobody", who are told to say who they are, and "often", who are told to wait.
class GateOfATest final : public Gate {
 public:
  std::variant<Caller, Problem> admit(const Request& request, const Route&, std::string_view) override {
    const auto who = request.header("Authorization").value_or("");
    if (who == "nobody") return Problem{401, "Unauthorized", "a token is wanted", {}};
    if (who == "often") return Problem{429, "TooManyRequests", "not so often", 7s};
    Caller caller = request.caller;
    caller.name = who;
    return caller;
  }
};

class CountingReceiver final : public BodyReceiver {
 public:
  void take(std::string_view piece) override {
    if (piece.find("stop") != std::string_view::npos) throw RequestRefused({422, "Stop", "it says stop", {}});
    bytes_ += piece.size();
  }
  Response finish() override { return Response::text(std::to_string(bytes_)); }

 private:
  std::size_t bytes_ = 0;
};

Route a_route(std::string methods, std::string pattern, Handler handler) {
  Route route;
  route.methods = std::move(methods);
  route.pattern = std::move(pattern);
  route.handler = std::move(handler);
  return route;
}

class ServerOfATest {
 public:
  explicit ServerOfATest(HttpLimits limits = {}, WorkerPools::Sizes sizes = {})
      : pools(sizes), server((add_routes(), io), router, gate, pools, limits, [this](const Exchange&) { ++exchanges; }) {
    port = server.listen("127.0.0.1", 0);
  }
  ~ServerOfATest() { released = true; }

  void add_routes() {
    router.add(a_route("GET POST", "/echo", [](const Request& request) {
      return Response::text(request.method + " " + request.caller.name + " " + std::string(request.argument("a").value_or("-")) + " " + request.body);
    }));
    router.add(a_route("GET", "/long", [](const Request&) { return Response::text(std::string(3'000'000, 'x')); }));
    router.add(a_route("GET", "/pieces", [](const Request&) {
      Response response = Response::text("begin ");
      response.more = [left = 3]() mutable { return BodyPiece{--left == 0 ? BodyPiece::State::end : BodyPiece::State::more, "piece "}; };
      return response;
    }));
    router.add(a_route("GET", "/broken", [](const Request&) {
      Response response = Response::text("begin ");
      response.more = []() -> BodyPiece { throw std::runtime_error("the disk is gone"); };
      return response;
    }));
    router.add(a_route("GET", "/bug", [](const Request&) -> Response { throw std::logic_error("a fault"); }));
    Route wait = a_route("GET", "/wait", [this](const Request& request) {
      ++waiting;
      while (!*request.gone && !released) std::this_thread::sleep_for(5ms);
      if (*request.gone) ++given_up;
      return Response::text("waited");
    });
    wait.work = Work::query;
    router.add(std::move(wait));
    Route count;
    count.methods = "POST";
    count.pattern = "/count";
    count.most_body = 0;
    count.work = Work::intake;
    count.stream = [](const Request&) { return std::make_unique<CountingReceiver>(); };
    router.add(std::move(count));
  }

  Router router;
  GateOfATest gate;
  std::atomic<int> exchanges{0}, waiting{0}, given_up{0};
  std::atomic<bool> released{false};
  WorkerPools pools;
  Io io{2};
  HttpServer server;
  std::uint16_t port = 0;
};

std::string gzip(std::string_view text) { return BodyEncoder().take(text, BodyEncoder::Until::end); }

std::string post(std::string_view path, std::string_view body, std::string_view headers = {}) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n" + std::string(headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}
std::string get(std::string_view path, std::string_view headers = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n" + std::string(headers) + "\r\n";
}
std::string asked(std::uint16_t port, std::string_view request) {
  ClientOfATest client(port);
  client.send(request);
  return client.answer();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_server)

BOOST_AUTO_TEST_CASE(requests_of_one_connection_are_answered_in_turn) {
  ServerOfATest world;
  ClientOfATest client(world.port);
  client.send(get("/echo?a=1%20b", "Authorization: ann\r\n") + post("/echo", "body") + get("/nothing"));
  BOOST_TEST(body_of(client.answer()) == "GET ann 1 b ");
  BOOST_TEST(body_of(client.answer()) == "POST  - body");
  BOOST_TEST(status_of(client.answer()) == "404");
  client.send(get("/echo", "Connection: close\r\n"));
  BOOST_TEST(client.answer().find("Connection: close") != std::string::npos);
  BOOST_TEST(client.rest().empty());
  BOOST_TEST(world.exchanges == 4);
}

BOOST_AUTO_TEST_CASE(the_head_of_an_answer_says_what_it_must) {
  ServerOfATest world;
  const std::string answer = asked(world.port, get("/echo"));
  for (const char* line : {"\r\nDate: ", "\r\nContent-Type: text/plain; charset=utf-8\r\n", "\r\nContent-Length: ", "\r\nCache-Control: no-store\r\n"})
    BOOST_TEST(answer.find(line) != std::string::npos, line);
  const std::string head = asked(world.port, "HEAD /long HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  BOOST_TEST(head.find("Content-Length: 3000000\r\n") != std::string::npos);
  BOOST_TEST(body_of(head).empty());
}

BOOST_AUTO_TEST_CASE(bodies_come_in_chunks_and_compressed) {
  ServerOfATest world;
  BOOST_TEST(body_of(asked(world.port, "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")) == "POST  - abcde");
  BOOST_TEST(body_of(asked(world.port, post("/echo", gzip("packed"), "Content-Encoding: gzip\r\n"))) == "POST  - packed");
  const std::string two = gzip("one ") + gzip("two");
  BOOST_TEST(body_of(asked(world.port, post("/echo", two, "Content-Encoding: gzip\r\n"))) == "POST  - one two");
  const std::string all = gzip(std::string(100'000, 'z'));
  BOOST_TEST(status_of(asked(world.port, post("/echo", all.substr(0, all.size() / 2), "Content-Encoding: gzip\r\n"))) == "400");
  BOOST_TEST(status_of(asked(world.port, post("/echo", "no gzip", "Content-Encoding: gzip\r\n"))) == "400");
  BOOST_TEST(status_of(asked(world.port, post("/echo", "x", "Content-Encoding: br\r\n"))) == "415");
}

BOOST_AUTO_TEST_CASE(a_body_beyond_the_bound_is_refused_before_and_while_it_comes) {
  ServerOfATest world;
  ClientOfATest before(world.port);
  before.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n");
  const std::string answer = before.answer();
  BOOST_TEST(status_of(answer) == "413");
  BOOST_TEST(answer.find("1048576 are the most") != std::string::npos);
  ClientOfATest meanwhile(world.port);
  meanwhile.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 20; ++i) meanwhile.send("10000\r\n" + std::string(65536, 'a') + "\r\n");
  BOOST_TEST(status_of(meanwhile.answer()) == "413");
  // A small body that would be a large one.
  BOOST_TEST(status_of(asked(world.port, post("/echo", gzip(std::string(50'000'000, 'a')), "Content-Encoding: gzip\r\n"))) == "413");
}

BOOST_AUTO_TEST_CASE(a_body_of_any_size_is_taken_as_it_comes) {
  ServerOfATest world;
  const std::string large(20'000'000, 'q');
  BOOST_TEST(body_of(asked(world.port, post("/count", large))) == "20000000");
  BOOST_TEST(body_of(asked(world.port, post("/count", gzip(large), "Content-Encoding: gzip\r\n"))) == "20000000");
  BOOST_TEST(body_of(asked(world.port, post("/count", ""))) == "0");
  const std::string refused = asked(world.port, post("/count", "stop" + large));
  BOOST_TEST(status_of(refused) == "422");
  BOOST_TEST(refused.find("Connection: close") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_client_that_waits_for_100_is_told_to_go_on_or_not_to) {
  ServerOfATest world;
  ClientOfATest client(world.port);
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  BOOST_TEST(client.answer() == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("hi");
  BOOST_TEST(body_of(client.answer()) == "POST  - hi");
  BOOST_TEST(status_of(asked(world.port, "POST /echo HTTP/1.1\r\nHost: h\r\nAuthorization: nobody\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")) == "401");
}

BOOST_AUTO_TEST_CASE(who_may_not_is_told_why_and_what_to_do) {
  ServerOfATest world;
  const std::string unknown = asked(world.port, get("/echo", "Authorization: nobody\r\n"));
  BOOST_TEST(status_of(unknown) == "401");
  BOOST_TEST(unknown.find("WWW-Authenticate: Bearer") != std::string::npos);
  const std::string often = asked(world.port, get("/echo", "Authorization: often\r\n"));
  BOOST_TEST(status_of(often) == "429");
  BOOST_TEST(often.find("Retry-After: 7\r\n") != std::string::npos);
  const std::string method = asked(world.port, "DELETE /echo HTTP/1.1\r\nHost: h\r\n\r\n");
  BOOST_TEST(status_of(method) == "405");
  BOOST_TEST(method.find("Allow: GET,POST\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_are_compressed_where_the_client_takes_it) {
  ServerOfATest world;
  const std::string answer = asked(world.port, get("/long", "Accept-Encoding: br, gzip\r\n"));
  BOOST_TEST(answer.find("Content-Encoding: gzip\r\n") != std::string::npos);
  const std::string body = body_of(answer);
  BOOST_TEST(body.size() < 30'000u);
  std::string unpacked;
  const auto decoder = BodyDecoder::make("gzip");
  decoder->take(body, [&](std::string_view piece) { unpacked += piece; });
  decoder->finish();
  BOOST_TEST((unpacked == std::string(3'000'000, 'x')));
  BOOST_TEST(asked(world.port, get("/long", "Accept-Encoding: gzip;q=0\r\n")).find("Content-Encoding") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_made_as_it_goes_comes_in_chunks) {
  ServerOfATest world;
  ClientOfATest client(world.port);
  client.send(get("/pieces") + get("/echo"));
  const std::string answer = client.answer();
  BOOST_TEST(answer.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  BOOST_TEST(body_of(answer) == "begin piece piece piece ");
  BOOST_TEST(status_of(client.answer()) == "200");
  // HTTP/1.0 knows no chunks: the end of the connection is the end.
  ClientOfATest old(world.port);
  old.send("GET /pieces HTTP/1.0\r\n\r\n");
  BOOST_TEST(body_of(old.rest()) == "begin piece piece piece ");
  // What breaks off has no last chunk.
  ClientOfATest cut(world.port);
  cut.send(get("/broken"));
  BOOST_TEST(cut.answer().ends_with("(cut)"));
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused) {
  ServerOfATest world;
  for (const char* wrong : {"hello\r\n\r\n", "GET / HTTP/9.9\r\nHost: h\r\n\r\n", "GET /echo HTTP/1.1\r\n\r\n", "GET /echo HTTP/1.1\r\nHost: a b\r\n\r\n",
                            "GET /echo HTTP/1.1\r\nHost: h\r\nhost: other\r\n\r\n",
                            "GET /echo HTTP/1.1\r\nHost: h\r\n bad: x\r\n\r\n", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                            "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                            "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", "GET /echo?a=%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                            "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
                            "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    ClientOfATest client(world.port);
    client.send(wrong);
    client.end();
    const std::string answer = client.answer();
    const std::string status = status_of(answer);
    BOOST_TEST((status == "400" || status == "501" || status == "505"), std::string(wrong) << " -> " << answer.substr(0, 60));
    BOOST_TEST(answer.find("Connection: close") != std::string::npos, wrong);
  }
  // The server is as before.
  BOOST_TEST(status_of(asked(world.port, get("/echo"))) == "200");
}

BOOST_AUTO_TEST_CASE(a_head_beyond_the_bound_is_refused) {
  ServerOfATest world;
  BOOST_TEST(status_of(asked(world.port, get("/echo", "X: " + std::string(40'000, 'h') + "\r\n"))) == "431");
}

BOOST_AUTO_TEST_CASE(who_sends_a_byte_now_and_then_is_not_waited_for) {
  HttpLimits limits;
  limits.header_time = 300ms;
  limits.body_grace = 300ms;
  limits.idle_time = 300ms;
  ServerOfATest world(limits);
  ClientOfATest silent(world.port);
  BOOST_TEST(silent.ends_within(2s));
  ClientOfATest head(world.port);
  head.send("GET /echo HTTP/1.1\r\n");
  for (int i = 0; i < 8; ++i) {
    std::this_thread::sleep_for(50ms);
    head.send("X: y\r\n");
  }
  BOOST_TEST(head.ends_within(2s));
  ClientOfATest body(world.port);
  body.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 8; ++i) {
    std::this_thread::sleep_for(50ms);
    body.send("b");
  }
  BOOST_TEST(body.ends_within(2s));
  ClientOfATest idle(world.port);
  idle.send(get("/echo"));
  BOOST_TEST(status_of(idle.answer()) == "200");
  BOOST_TEST(idle.ends_within(2s));
}

BOOST_AUTO_TEST_CASE(a_client_that_reads_nothing_is_not_waited_for) {
  HttpLimits limits;
  limits.body_grace = 300ms;
  ServerOfATest world(limits);
  {
    ClientOfATest lazy(world.port);
    for (int i = 0; i < 10; ++i) lazy.send(get("/long"));
    while (world.exchanges == 0) std::this_thread::sleep_for(1ms);
    BOOST_TEST(world.server.connections() == 1u);
    for (int i = 0; i < 100 && world.server.connections() > 0; ++i) std::this_thread::sleep_for(50ms);
    BOOST_TEST(world.server.connections() == 0u);
  }
}

BOOST_AUTO_TEST_CASE(a_handler_learns_that_its_client_has_hung_up) {
  ServerOfATest world;
  {
    ClientOfATest client(world.port);
    client.send(get("/wait"));
    while (world.waiting == 0) std::this_thread::sleep_for(1ms);
  }
  for (int i = 0; i < 200 && world.given_up == 0; ++i) std::this_thread::sleep_for(10ms);
  BOOST_TEST(world.given_up == 1);
}

BOOST_AUTO_TEST_CASE(slow_work_of_one_kind_keeps_no_other_waiting_and_too_much_of_it_is_refused) {
  WorkerPools::Sizes sizes;
  sizes.query = 2;
  sizes.waiting = 3;
  ServerOfATest world({}, sizes);
  std::vector<std::unique_ptr<ClientOfATest>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<ClientOfATest>(world.port));
    clients.back()->send(get("/wait"));
    while (world.pools.pending(Work::query) < static_cast<std::size_t>(i + 1) || world.waiting < std::min(i + 1, 2)) std::this_thread::sleep_for(1ms);
  }
  const std::string refused = asked(world.port, get("/wait"));
  BOOST_TEST(status_of(refused) == "503");
  BOOST_TEST(refused.find("Retry-After: 1\r\n") != std::string::npos);
  BOOST_TEST(status_of(asked(world.port, get("/echo"))) == "200");
  world.released = true;
  for (const auto& client : clients) BOOST_TEST(body_of(client->answer()) == "waited");
}

BOOST_AUTO_TEST_CASE(a_fault_of_ours_is_called_one) {
  ServerOfATest world;
  const std::string answer = asked(world.port, get("/bug", "x-ms-client-request-id: my-id\r\n"));
  BOOST_TEST(status_of(answer) == "500");
  BOOST_TEST(answer.find("a fault") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(more_connections_than_there_may_be_are_turned_away) {
  HttpLimits limits;
  limits.connections = 3;
  ServerOfATest world(limits);
  std::vector<std::unique_ptr<ClientOfATest>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<ClientOfATest>(world.port));
    clients.back()->send(get("/echo"));
    BOOST_TEST(status_of(clients.back()->answer()) == "200");
  }
  BOOST_TEST(status_of(ClientOfATest(world.port).rest()) == "503");
  clients.pop_back();
  for (int i = 0; i < 100 && world.server.connections() == 3; ++i) std::this_thread::sleep_for(10ms);
  BOOST_TEST(status_of(asked(world.port, get("/echo"))) == "200");
}

BOOST_AUTO_TEST_CASE(a_stop_lets_answers_out_and_then_waits_for_nobody) {
  ServerOfATest world;
  ClientOfATest idle(world.port), waits(world.port);
  waits.send(get("/wait"));
  while (world.waiting == 0) std::this_thread::sleep_for(1ms);
  std::thread release([&] {
    std::this_thread::sleep_for(200ms);
    world.released = true;
  });
  world.server.stop(std::chrono::steady_clock::now() + 5s);
  release.join();
  const std::string answer = waits.answer();
  BOOST_TEST(body_of(answer) == "waited");
  BOOST_TEST(answer.find("Connection: close") != std::string::npos);
  BOOST_TEST(idle.rest().empty());
  BOOST_CHECK_THROW(ClientOfATest(world.port), std::runtime_error);

  ServerOfATest stubborn;
  ClientOfATest never(stubborn.port);
  never.send(get("/wait"));
  while (stubborn.waiting == 0) std::this_thread::sleep_for(1ms);
  const auto began = std::chrono::steady_clock::now();
  stubborn.server.stop(began + 100ms);
  BOOST_TEST((std::chrono::steady_clock::now() - began < 3s));
  BOOST_TEST(stubborn.given_up == 1);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_do_not_spoil_an_answer) {
  ServerOfATest world;
  for (const std::string& asking : {post("/echo", "x", "Content-Encoding: b\xff\xfe\r\n"), get("/\xc3\xff")})
    BOOST_TEST(body_of(asked(world.port, asking)).find('\xff') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_many_connections_that_end_at_the_same_moment) {
  HttpLimits limits;
  limits.header_time = 50ms;
  for (int round = 0; round < 8; ++round) {
    ServerOfATest world(limits);
    std::vector<std::unique_ptr<ClientOfATest>> clients;
    for (int i = 0; i < 150; ++i) clients.push_back(std::make_unique<ClientOfATest>(world.port));
    std::this_thread::sleep_for(round * 5ms);
    const auto began = std::chrono::steady_clock::now();
    world.server.stop(began + 1s);
    BOOST_TEST((std::chrono::steady_clock::now() - began < 3s));
    BOOST_TEST(world.server.connections() == 0u);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server::tests
