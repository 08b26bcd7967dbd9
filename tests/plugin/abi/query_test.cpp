#include <array>
#include <chrono>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

namespace {

/// Takes minutes, were it not ended.
constexpr const char* endless =
    "range a from 1 to 100000 step 1 | extend k = 1 | join kind=inner (range b from 1 to 100000 step 1 | extend k = 1) "
    "on k | summarize sum(a * b)";

kelpie_query query_of(std::string_view text) {
  kelpie_query query{};
  query.struct_size = sizeof query;
  query.text = text_of(text);
  return query;
}

kelpie_cursor* opened(const Life& life, const kelpie_query& query) {
  kelpie_cursor* cursor = nullptr;
  Error error;
  BOOST_REQUIRE_MESSAGE(plugin().query_open(life.instance, &query, &cursor, error.out()) == KELPIE_OK, error.message());
  return cursor;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abi_query)

BOOST_AUTO_TEST_CASE(an_answer_comes_in_pieces) {
  OwnLife life;
  life.begin();
  kelpie_cursor* cursor = opened(life, query_of("range x from 1 to 100000 step 1"));
  std::uint64_t rows = 0, pieces = 0;
  Error error;
  for (;;) {
    kelpie_rows piece{};
    piece.struct_size = sizeof piece;
    const kelpie_code code = plugin().cursor_next(cursor, &piece, error.out());
    if (code == KELPIE_END) break;
    BOOST_REQUIRE(code == KELPIE_OK);
    BOOST_REQUIRE(string_of(piece.columns) == R"({"name":"","columns":[{"name":"x","type":"long"}]})");
    if (pieces == 0) BOOST_TEST(string_of(piece.rows).starts_with("[1]\n[2]\n"));
    rows += piece.row_count;
    ++pieces;
  }
  BOOST_TEST(rows == 100000);
  BOOST_TEST(pieces > 1);
  kelpie_rows piece{};
  piece.struct_size = sizeof piece;
  BOOST_TEST(plugin().cursor_next(cursor, &piece, nullptr) == KELPIE_END);
  plugin().cursor_close(cursor);
}

BOOST_AUTO_TEST_CASE(a_result_without_rows_has_columns) {
  OwnLife life;
  life.begin();
  kelpie_cursor* cursor = opened(life, query_of("SigninLogs | project Id"));
  kelpie_rows piece{};
  piece.struct_size = sizeof piece;
  BOOST_TEST(plugin().cursor_next(cursor, &piece, nullptr) == KELPIE_OK);
  BOOST_TEST(piece.row_count == 0);
  BOOST_TEST(string_of(piece.columns).find("\"Id\"") != std::string::npos);
  BOOST_TEST(plugin().cursor_next(cursor, &piece, nullptr) == KELPIE_END);
  plugin().cursor_close(cursor);
}

BOOST_AUTO_TEST_CASE(a_wrong_query_says_where) {
  OwnLife life;
  life.begin();
  const kelpie_query query = query_of("SigninLogs\n| where Nonsense == 1");
  kelpie_cursor* cursor = nullptr;
  Error error;
  BOOST_TEST(plugin().query_open(life.instance, &query, &cursor, error.out()) == KELPIE_REFUSED);
  BOOST_TEST(cursor == nullptr);
  BOOST_REQUIRE(error.get() != nullptr);
  BOOST_TEST(error.get()->line == 2);
  BOOST_TEST(error.get()->column == 9);
  BOOST_TEST(error.message().find("Nonsense") != std::string::npos, error.message());
  BOOST_TEST(error.detail().starts_with("[{\"code\":"), error.detail());
}

BOOST_AUTO_TEST_CASE(parameters_time_and_timespan) {
  OwnLife life;
  life.begin();
  life.store(1, sign_ins("a", 10));
  kelpie_query query =
      query_of("declare query_parameters(least:long = 1); SigninLogs | summarize n = count() | extend least, now()");
  query.parameters = text_of(R"({"least":"5"})");
  query.now = nine;
  query.timespan_start = nine - 3600 * second;
  query.timespan_end = nine - 3600 * second + 4 * second;
  kelpie_cursor* cursor = opened(life, query);
  kelpie_rows piece{};
  piece.struct_size = sizeof piece;
  BOOST_TEST(plugin().cursor_next(cursor, &piece, nullptr) == KELPIE_OK);
  BOOST_TEST(string_of(piece.rows) == "[4,5,\"2026-03-01T09:00:00.0000000Z\"]\n");
  plugin().cursor_close(cursor);
}

BOOST_AUTO_TEST_CASE(another_thread_cancels) {
  OwnLife life;
  life.begin();
  kelpie_cursor* cursor = opened(life, query_of(endless));
  std::thread cancel([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    plugin().cursor_cancel(cursor);
  });
  kelpie_rows piece{};
  piece.struct_size = sizeof piece;
  Error error;
  BOOST_TEST(plugin().cursor_next(cursor, &piece, error.out()) == KELPIE_CANCELLED);
  BOOST_REQUIRE(error.get() != nullptr);
  cancel.join();
  BOOST_TEST(plugin().cursor_next(cursor, &piece, error.out()) != KELPIE_OK);
  plugin().cursor_cancel(cursor);
  plugin().cursor_close(cursor);
  // Before the first piece, too.
  cursor = opened(life, query_of("print 1"));
  plugin().cursor_cancel(cursor);
  BOOST_TEST(plugin().cursor_next(cursor, &piece, nullptr) == KELPIE_CANCELLED);
  plugin().cursor_close(cursor);
  BOOST_TEST(life.query("print 1") == "[1]\n");
}

BOOST_AUTO_TEST_CASE(a_deadline_ends_a_query) {
  OwnLife life;
  life.begin();
  kelpie_query query = query_of(endless);
  query.deadline_ms = 200;
  kelpie_cursor* cursor = opened(life, query);
  kelpie_rows piece{};
  piece.struct_size = sizeof piece;
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(plugin().cursor_next(cursor, &piece, nullptr) == KELPIE_TIMEOUT);
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)));
  plugin().cursor_close(cursor);
}

BOOST_AUTO_TEST_CASE(stop_ends_queries) {
  OwnLife life;
  life.begin();
  kelpie_cursor* cursor = opened(life, query_of(endless));
  kelpie_code code = KELPIE_OK;
  std::thread asking([&] {
    kelpie_rows piece{};
    piece.struct_size = sizeof piece;
    code = plugin().cursor_next(cursor, &piece, nullptr);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  BOOST_TEST(plugin().stop(life.instance, long_enough, nullptr) == KELPIE_OK);
  asking.join();
  BOOST_TEST(code == KELPIE_CANCELLED);
  plugin().cursor_close(cursor);
}

BOOST_AUTO_TEST_CASE(queries_of_many_threads_beside_pushes) {
  OwnLife life;
  life.begin();
  std::array<std::thread, 4> threads;
  std::array<std::string, 4> wrong;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i] = std::thread([&, i] {
      for (int n = 0; n < 10; ++n) {
        const std::string rows = life.query("SigninLogs | summarize n = count() | project n % 5");
        if (rows != "[0]\n") wrong[i] = rows;
      }
    });
  }
  for (std::uint64_t cookie = 1; cookie <= 20; ++cookie)
    BOOST_REQUIRE(life.push(cookie, sign_ins(std::to_string(cookie) + "-", 5)) == KELPIE_OK);
  for (std::thread& thread : threads) thread.join();
  for (const std::string& one : wrong) BOOST_TEST(one == "");
  BOOST_TEST(plugin().flush(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.query("SigninLogs | count") == "[100]\n");
}

BOOST_AUTO_TEST_CASE(every_subject_is_json) {
  OwnLife life;
  life.begin();
  for (kelpie_subject subject = KELPIE_TABLES; subject <= KELPIE_DIAGNOSTICS; ++subject) {
    const std::string text = life.inspect(subject, subject == KELPIE_PLAN ? "SigninLogs | count" : "");
    BOOST_TEST((text.starts_with("{") || text.starts_with("[")), subject << ": " << text);
  }
  BOOST_TEST(life.inspect(KELPIE_PLAN, "SigninLogs | nonsense").starts_with("4 "));
  BOOST_TEST(life.inspect(KELPIE_DIAGNOSTICS, life / "nowhere").starts_with("4 "));
}

BOOST_AUTO_TEST_CASE(the_last_metrics_are_those_of_the_statistics) {
  OwnLife life;
  life.begin();
  for (std::uint64_t cookie = 1; cookie <= 20; ++cookie) life.store(cookie, sign_ins("c" + std::to_string(cookie) + "-", 5));
  BOOST_TEST(life.query("SigninLogs | count") == "[100]\n");
  BOOST_TEST(plugin().stop(life.instance, long_enough, nullptr) == KELPIE_OK);
  for (const auto& [name, value] : {std::pair{"events_stored_total", 100.0}, {"batches_total", 20.0}, {"queries_total", 1.0}}) {
    double last = 0;
    BOOST_TEST(fake_host_metrics(life.host, name, &last) > 0u, name);
    BOOST_TEST(last == value, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
