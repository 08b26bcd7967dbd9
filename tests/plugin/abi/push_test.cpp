#include <array>
#include <csignal>

#include <boost/test/unit_test.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

BOOST_AUTO_TEST_SUITE(abi_push)

BOOST_AUTO_TEST_CASE(events_are_reported_durable_and_can_be_asked_for) {
  OwnLife life;
  life.begin();
  life.store(7, sign_ins("a", 3));
  fake_report report{};
  BOOST_REQUIRE(fake_host_report(life.host, 0, &report));
  BOOST_TEST(report.report.cookie == 7);
  BOOST_TEST(report.report.stored == 3);
  BOOST_TEST(report.report.duplicates == 0);
  BOOST_TEST(report.report.refused == 0);
  BOOST_TEST(life.query("SigninLogs | order by Id asc | project Id, TimeGenerated") ==
             "[\"a0\",\"2026-03-01T08:00:00.0000000Z\"]\n[\"a1\",\"2026-03-01T08:00:01.0000000Z\"]\n"
             "[\"a2\",\"2026-03-01T08:00:02.0000000Z\"]\n");
  const kelpie_credit credit = life.credit();
  BOOST_TEST(credit.durable == 7);
  BOOST_TEST(credit.in_flight == 0);
  BOOST_TEST(credit.bytes == credit.bytes_of);
}

BOOST_AUTO_TEST_CASE(what_is_there_already_is_counted_and_left_out) {
  OwnLife life;
  life.begin();
  life.store(1, sign_ins("a", 3));
  life.store(2, sign_ins("a", 4));
  fake_report report{};
  BOOST_REQUIRE(fake_host_report(life.host, 1, &report));
  BOOST_TEST(report.report.stored == 1);
  BOOST_TEST(report.report.duplicates == 3);
  BOOST_TEST(life.query("SigninLogs | count") == "[4]\n");
}

BOOST_AUTO_TEST_CASE(events_one_by_one_may_hold_newlines) {
  OwnLife life;
  life.begin();
  const std::string first = sign_in("a").replace(0, 1, "{\n"), second = "\n" + sign_in("b");
  const std::array events = {text_of(first), text_of(second), text_of("")};
  kelpie_batch batch{};
  batch.struct_size = sizeof batch;
  batch.form = KELPIE_EVENTS;
  batch.cookie = 1;
  batch.table = text_of("SigninLogs");
  batch.events = events.data();
  batch.event_count = events.size();
  BOOST_TEST(plugin().push(life.instance, &batch, long_enough, nullptr, nullptr) == KELPIE_OK);
  BOOST_TEST(plugin().flush(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.query("SigninLogs | count") == "[2]\n");
}

BOOST_AUTO_TEST_CASE(what_is_no_event_does_not_hold_its_batch_up) {
  OwnLife life;
  life.more = ",\"dead_letters\":\"" + life / "refused.jsonl" + "\"";
  life.begin();
  life.store(1, sign_in("a") + "no event\n{\"half\":\n\n[1]\n" + sign_in("b", 1));
  fake_report report{};
  BOOST_REQUIRE(fake_host_report(life.host, 0, &report));
  BOOST_TEST(report.report.stored == 2);
  BOOST_TEST(report.report.refused == 3);
  BOOST_TEST(fake_host_logged(life.host, "an event was refused") == 3);
  BOOST_TEST(std::filesystem::file_size(life / "refused.jsonl") > 0);
}

BOOST_AUTO_TEST_CASE(an_empty_batch_is_acknowledged) {
  OwnLife life;
  life.begin();
  life.store(1, "");
  BOOST_TEST(life.credit().durable == 1);
}

BOOST_AUTO_TEST_CASE(cookies_rise) {
  OwnLife life;
  life.begin();
  Error error;
  BOOST_TEST(life.push(0, sign_in("a"), 0, error.out()) == KELPIE_WRONG_USE);
  life.store(5, sign_in("a"));
  BOOST_TEST(life.push(5, sign_in("b"), 0, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(life.push(4, sign_in("b"), 0, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(error.message().find("4") != std::string::npos, error.message());
  life.store(UINT64_MAX, sign_in("b"));
  BOOST_TEST(life.query("SigninLogs | count") == "[2]\n");
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_agreed_is_refused_as_a_whole) {
  OwnLife life;
  life.limits.batch_bytes = 4096;
  life.begin();
  BOOST_TEST(life.limits.batch_bytes == 4096);
  Error error;
  BOOST_TEST(life.push(1, sign_ins("a", 100), 0, error.out()) == KELPIE_LIMIT);
  BOOST_TEST(error.message().find("4096") != std::string::npos, error.message());
  life.store(1, sign_in("a"));
  BOOST_TEST(life.query("SigninLogs | count") == "[1]\n");
}

BOOST_AUTO_TEST_CASE(an_event_larger_than_agreed_is_refused_as_an_event) {
  OwnLife life;
  life.limits.event_bytes = 512;
  life.begin();
  life.store(1, sign_in("a") + sign_in(std::string(600, 'x')) + sign_in("b", 1));
  fake_report report{};
  BOOST_REQUIRE(fake_host_report(life.host, 0, &report));
  BOOST_TEST(report.report.stored == 2);
  BOOST_TEST(report.report.refused == 1);
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_busy_and_nothing_is_lost) {
  OwnLife life;
  life.limits.queue_bytes = 4096;
  fake_host_hold_durable(life.host, 1);
  life.begin();
  std::uint64_t cookie = 0;
  kelpie_code code = KELPIE_OK;
  while (code == KELPIE_OK && cookie < 100) {
    ++cookie;
    code = life.push(cookie, sign_ins(std::to_string(cookie) + "-", 5), 50);
  }
  BOOST_REQUIRE(code == KELPIE_BUSY);
  BOOST_TEST(cookie > 2);
  kelpie_credit credit{};
  credit.struct_size = sizeof credit;
  const std::string lines = sign_ins(std::to_string(cookie) + "-", 5);
  kelpie_batch batch{};
  batch.struct_size = sizeof batch;
  batch.cookie = cookie;
  batch.table = text_of("SigninLogs");
  batch.lines = text_of(lines);
  BOOST_TEST(plugin().push(life.instance, &batch, 0, &credit, nullptr) == KELPIE_BUSY);
  BOOST_TEST(credit.bytes < lines.size());
  BOOST_TEST(credit.bytes_of == 4096);
  BOOST_TEST(credit.in_flight > 0);
  BOOST_TEST(plugin().flush(life.instance, 50, nullptr) == KELPIE_TIMEOUT);
  fake_host_hold_durable(life.host, 0);
  // The same batch under the same cookie.
  BOOST_TEST(plugin().push(life.instance, &batch, long_enough, &credit, nullptr) == KELPIE_OK);
  BOOST_TEST(plugin().flush(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.query("SigninLogs | count") == "[" + std::to_string(cookie * 5) + "]\n");
}

BOOST_AUTO_TEST_CASE(refused_memory_is_busy_and_goes_by) {
  OwnLife life;
  life.begin();
  fake_host_refuse_memory(life.host, 1);
  BOOST_TEST(life.push(1, sign_in("a"), 0) == KELPIE_BUSY);
  BOOST_TEST(life.push(1, sign_in("a"), 50) == KELPIE_BUSY);
  BOOST_TEST(fake_host_memory_refusals(life.host) >= 2);
  BOOST_TEST(life.query("SigninLogs | count").starts_with("9 "), life.query("SigninLogs | count"));
  fake_host_refuse_memory(life.host, 0);
  life.store(1, sign_in("a"));
  BOOST_TEST(life.query("SigninLogs | count") == "[1]\n");
  BOOST_TEST(fake_host_memory_peak(life.host) > 0);
}

BOOST_AUTO_TEST_CASE(a_host_may_push_from_within_durable) {
  OwnLife life;
  struct Pushing {
    OwnLife* life;
    std::uint64_t cookie = 1;
  } pushing{&life};
  life.begin();
  fake_host_on_call(
      life.host,
      [](void* context) {
        auto* const self = static_cast<Pushing*>(context);
        if (self->cookie >= 5) return;
        ++self->cookie;
        BOOST_CHECK(self->life->push(self->cookie, sign_in(std::to_string(self->cookie)), 100) == KELPIE_OK);
        BOOST_CHECK(self->life->credit().in_flight == 1);
        // What would wait for the thread that it is called from.
        BOOST_CHECK(plugin().stop(self->life->instance, 100, nullptr) == KELPIE_WRONG_USE);
        BOOST_CHECK(plugin().drain(self->life->instance, 100, nullptr) != KELPIE_OK);
        plugin().close(self->life->instance);
      },
      &pushing);
  BOOST_REQUIRE(life.push(1, sign_in("1")) == KELPIE_OK);
  BOOST_REQUIRE(fake_host_wait_durable(life.host, 5, long_enough));
  fake_host_on_call(life.host, nullptr, nullptr);
  BOOST_TEST(life.query("SigninLogs | count") == "[5]\n");
}

BOOST_AUTO_TEST_CASE(deadlines_of_nothing_and_less) {
  OwnLife life;
  life.begin();
  BOOST_TEST(life.push(1, sign_in("a"), 0) == KELPIE_OK);
  BOOST_TEST(life.push(2, sign_in("b"), -1) == KELPIE_WRONG_USE);
  BOOST_TEST(plugin().flush(life.instance, -1, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(plugin().drain(life.instance, INT64_MIN, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(plugin().quiesce(life.instance, -5, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(plugin().stop(life.instance, -1, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(life.push(2, sign_in("b"), INT64_MAX) == KELPIE_OK);
  BOOST_TEST(plugin().flush(life.instance, INT64_MAX, nullptr) == KELPIE_OK);
}

BOOST_AUTO_TEST_CASE(acknowledged_events_are_there_after_a_kill) {
  const ScratchFolder folder;
  folder.write("rules/failure.yaml", failure_rule());
  std::array<int, 2> pipes{};
  BOOST_REQUIRE(pipe(pipes.data()) == 0);
  static_cast<void>(plugin());
  const pid_t child = fork();
  if (child == 0) {  // this process has no threads here: no instance lives
    Life life(folder.path());
    life.begin();
    for (std::uint64_t cookie = 1; cookie <= 40; ++cookie)
      static_cast<void>(life.push(cookie, sign_ins(std::to_string(cookie) + "-", 10)));
    fake_host_wait_durable(life.host, 10, long_enough);
    const std::uint64_t durable = life.credit().durable;
    if (write(pipes[1], &durable, sizeof durable) != sizeof durable) _exit(3);
    kill(getpid(), SIGKILL);
  }
  BOOST_REQUIRE(child > 0);
  std::uint64_t durable = 0;
  BOOST_REQUIRE(read(pipes[0], &durable, sizeof durable) == sizeof durable);
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  close(pipes[0]);
  close(pipes[1]);
  BOOST_TEST(durable >= 10);
  Life life(folder.path());
  life.begin();
  const std::string rows =
      life.query("SigninLogs | where toint(split(Id, '-')[0]) <= " + std::to_string(durable) + " | count");
  BOOST_TEST(rows == "[" + std::to_string(durable * 10) + "]\n");
  // What was taken and is not acknowledged is pushed again; nothing is there twice.
  for (std::uint64_t cookie = 1; cookie <= 40; ++cookie)
    BOOST_REQUIRE(life.push(cookie, sign_ins(std::to_string(cookie) + "-", 10)) == KELPIE_OK);
  BOOST_TEST(plugin().flush(life.instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_TEST(life.query("SigninLogs | count") == "[400]\n");
}

BOOST_AUTO_TEST_SUITE_END()
