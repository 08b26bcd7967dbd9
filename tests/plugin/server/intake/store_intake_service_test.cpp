// Batches of many senders on their way into one store.

#include "plugin/server/intake/store_intake_service.hpp"

#include <future>
#include <thread>

#include <boost/test/unit_test.hpp>

#include "running_intake.hpp"

namespace kelpie::tests {

using server::IntakeAnswer;
using server::IntakeBatch;
using Outcome = IntakeAnswer::Outcome;
using Layout = tables::readers::Sniffed::Layout;

namespace {

IntakeBatch batch_of(std::string events, std::string table = {}) {
  IntakeBatch batch;
  batch.events = std::move(events);
  batch.table = std::move(table);
  return batch;
}

/// Events that stay at the intake while the test does something: their `done` waits.
struct HeldUp {
  std::promise<void> released;
  std::promise<void> reached;
  explicit HeldUp(server::IntakeService& intake) {
    BOOST_REQUIRE(intake.offer(batch_of(sign_in(1'000'000)), [this](IntakeAnswer) {
      reached.set_value();
      released.get_future().wait();
    }));
    reached.get_future().wait();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(store_intake_service)

BOOST_FIXTURE_TEST_CASE(what_is_answered_as_stored_is_in_the_store, RunningIntake) {
  const IntakeAnswer answer = put(sign_in(1) + sign_in(2));
  BOOST_TEST((answer.outcome == Outcome::stored));
  BOOST_TEST(answer.rows == 2u);
  BOOST_TEST(answer.refused == 0u);
  BOOST_TEST(rows("SigninLogs") == 2u);
  BOOST_TEST(intake.load().bytes == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_same_events_again_are_answered_as_stored_and_double_nothing, RunningIntake) {
  static_cast<void>(put(sign_in(1) + sign_in(2)));
  BOOST_TEST(put(sign_in(2) + sign_in(3)).rows == 2u);
  BOOST_TEST(rows("SigninLogs") == 3u);
  BOOST_TEST(intake.counters().duplicates == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_no_event_is_told_and_does_not_stop_the_others, RunningIntake) {
  const IntakeAnswer answer = put(sign_in(1) + "{\"time\": oops\n" + sign_in(2));
  BOOST_TEST((answer.outcome == Outcome::stored));
  BOOST_TEST(answer.rows == 2u);
  BOOST_TEST(answer.refused == 1u);
  BOOST_REQUIRE(answer.problems.size() == 1u);
  BOOST_TEST(answer.problems[0].line == 1u);
  BOOST_TEST(!answer.problems[0].reason.empty());
  BOOST_TEST(contents(folder.store() + ".refused").find("\"source\":\"a test\",\"line\":2") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(problems_are_those_of_the_batch_and_count_from_its_beginning, RunningIntake) {
  HeldUp held(intake);
  std::promise<IntakeAnswer> first, second;
  BOOST_TEST(intake.offer(batch_of("oops\n"), [&](IntakeAnswer answer) { first.set_value(std::move(answer)); }));
  IntakeBatch part = batch_of(sign_in(1) + "oops\n");
  part.lines_before = 1000;
  BOOST_TEST(intake.offer(std::move(part), [&](IntakeAnswer answer) { second.set_value(std::move(answer)); }));
  held.released.set_value();
  BOOST_TEST(first.get_future().get().problems.at(0).line == 0u);
  const IntakeAnswer answer = second.get_future().get();
  BOOST_REQUIRE(answer.problems.size() == 1u);
  BOOST_TEST(answer.problems[0].line == 1001u);
}

BOOST_FIXTURE_TEST_CASE(no_more_than_a_hundred_problems_are_described, RunningIntake) {
  std::string lines;
  for (int i = 0; i < 150; ++i) lines += "oops\n";
  const IntakeAnswer answer = put(lines);
  BOOST_TEST(answer.refused == 150u);
  BOOST_TEST(answer.problems.size() == 100u);
  // And the next batch's are its own.
  BOOST_TEST(put("oops\n").problems.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(all_that_waits_goes_with_one_write, RunningIntake) {
  HeldUp held(intake);
  const std::uint64_t writes = intake.counters().writes;
  std::vector<std::future<IntakeAnswer>> answers;
  for (int i = 0; i < 50; ++i) {
    auto answer = std::make_shared<std::promise<IntakeAnswer>>();
    answers.push_back(answer->get_future());
    BOOST_TEST(
        intake.offer(batch_of(sign_in(i)), [answer](IntakeAnswer given) { answer->set_value(std::move(given)); }));
  }
  held.released.set_value();
  for (auto& answer : answers) BOOST_TEST(answer.get().rows == 1u);
  BOOST_TEST(intake.counters().writes == writes + 1);
  BOOST_TEST(rows("SigninLogs") == 51u);
}

BOOST_AUTO_TEST_CASE(a_batch_for_which_there_is_no_room_until_the_deadline_is_busy_and_stays_with_the_caller) {
  RunningIntake running(2000);
  HeldUp held(running.intake);
  IntakeBatch large = batch_of(std::string(1500, ' '));
  BOOST_TEST(running.intake.offer(std::move(large), [](IntakeAnswer) {}));
  IntakeBatch next = batch_of(sign_in(1) + std::string(1000, ' '));
  BOOST_TEST(!running.intake.offer_from(next, [](IntakeAnswer) {}));
  BOOST_TEST(next.events.starts_with("{"));
  const auto begin = std::chrono::steady_clock::now();
  const IntakeAnswer answer = running.intake.put(std::move(next), begin + std::chrono::milliseconds(20));
  BOOST_TEST((answer.outcome == Outcome::busy));
  BOOST_TEST(answer.message.find("2000 bytes") != std::string::npos);
  BOOST_TEST((std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(20)));
  BOOST_TEST(running.intake.load().most == 2000u);
  BOOST_TEST(running.intake.load().bytes > 1500u);
  held.released.set_value();
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_all_the_room_has_its_turn_when_nothing_waits) {
  RunningIntake running(100);
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += sign_in(i);
  BOOST_TEST(running.put(lines).rows == 100u);
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_fails_fails_the_batches_and_takes_them_when_it_works_again, RunningIntake) {
  static_cast<void>(put(sign_in(1)));
  disk_fails = true;
  const IntakeAnswer answer = put(sign_in(2));
  BOOST_TEST((answer.outcome == Outcome::failed));
  BOOST_TEST(!answer.message.empty());
  BOOST_TEST(intake.counters().failing);
  BOOST_TEST(intake.counters().failures > 0u);
  disk_fails = false;
  BOOST_TEST((put(sign_in(2) + sign_in(3)).outcome == Outcome::stored));
  BOOST_TEST(!intake.counters().failing);
  BOOST_TEST(rows("SigninLogs") == 3u);
}

BOOST_FIXTURE_TEST_CASE(what_is_read_of_sources_is_stored_with_the_rows_of_several_batches, RunningIntake) {
  HeldUp held(intake);
  for (std::uint64_t i = 0; i < 3; ++i) {
    IntakeBatch batch = batch_of(sign_in(static_cast<int>(i)));
    batch.sources = {{"topic/0", 0, 0, i * 10, i * 10 + 10}, {"topic/" + std::to_string(i + 1), 0, 0, 0, 5}};
    BOOST_TEST(intake.offer(std::move(batch), [](IntakeAnswer) {}));
  }
  held.released.set_value();
  BOOST_TEST((put(sign_in(9)).outcome == Outcome::stored));
  const auto done = intake.progress("topic/0").done;
  BOOST_REQUIRE(done.size() == 1u);
  BOOST_TEST(done[0].second == 30u);
  BOOST_TEST(intake.progress("topic/3").done.size() == 1u);
  BOOST_TEST(intake.progress("topic/9").done.empty());
}

BOOST_FIXTURE_TEST_CASE(ranges_of_a_write_that_failed_are_not_read, RunningIntake) {
  disk_fails = true;
  IntakeBatch batch = batch_of(sign_in(1));
  batch.sources = {{"topic/0", 0, 0, 0, 10}};
  const auto far = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  BOOST_TEST((intake.put(batch, far).outcome == Outcome::failed));
  disk_fails = false;
  BOOST_TEST((put(sign_in(2)).outcome == Outcome::stored));
  BOOST_TEST(intake.progress("topic/0").done.empty());
}

BOOST_FIXTURE_TEST_CASE(where_only_the_sync_failed_rows_and_ranges_are_there_together_or_not_at_all, RunningIntake) {
  failing = tables::store::Operation::sync;
  disk_fails = true;
  IntakeBatch batch = batch_of(sign_in(1));
  batch.sources = {{"topic/0", 0, 0, 0, 10}};
  const auto far = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  BOOST_TEST((intake.put(batch, far).outcome == Outcome::failed));
  disk_fails = false;
  BOOST_TEST((put(sign_in(2)).outcome == Outcome::stored));
  BOOST_TEST(intake.progress("topic/0").done.empty() == (rows("SigninLogs") == 1));
}

BOOST_FIXTURE_TEST_CASE(other_layouts_than_lines_are_read, RunningIntake) {
  IntakeBatch batch = batch_of("time,id,user\n2026-03-01T08:00:00Z,1,a\n2026-03-01T09:00:00Z,2,b\n", "Vpn_CL");
  batch.layout = Layout::csv;
  const auto far = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  BOOST_TEST(intake.put(std::move(batch), far).rows == 2u);
  batch = batch_of("[\n {\"category\":\"SignInLogs\",\n\"properties\":{\"id\":\"1\"}},\n{\"oops\n}\n]\n");
  batch.layout = Layout::documents;
  batch.lines_before = 10;
  const IntakeAnswer answer = intake.put(std::move(batch), far);
  BOOST_TEST(answer.rows == 1u);
  BOOST_REQUIRE(answer.problems.size() == 1u);
  BOOST_TEST(answer.problems[0].line == 13u);
}

BOOST_FIXTURE_TEST_CASE(a_table_of_its_own_takes_events_for_ever, RunningIntake) {
  for (int i = 0; i < 102; ++i)
    BOOST_TEST(put("{\"user\":\"a\",\"n\":" + std::to_string(i) + "}\n", "Mine_CL").rows == 1u);
  BOOST_TEST(rows("Mine_CL") == 102u);
}

BOOST_FIXTURE_TEST_CASE(what_waits_when_the_server_stops_is_stored_and_what_comes_later_is_not_taken, RunningIntake) {
  HeldUp held(intake);
  std::promise<IntakeAnswer> waiting;
  BOOST_TEST(intake.offer(batch_of(sign_in(1)), [&](IntakeAnswer answer) { waiting.set_value(std::move(answer)); }));
  std::thread stopping([&] { intake.stop(); });
  while (intake.offer(batch_of(""), [](IntakeAnswer) {})) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  held.released.set_value();
  stopping.join();
  BOOST_TEST((waiting.get_future().get().outcome == Outcome::stored));
  BOOST_TEST((put(sign_in(2)).outcome == Outcome::ending));
  BOOST_TEST(rows("SigninLogs") == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_waits_when_the_server_stops_and_the_disk_fails_is_told_so, RunningIntake) {
  HeldUp held(intake);
  disk_fails = true;
  std::promise<IntakeAnswer> waiting;
  BOOST_TEST(intake.offer(batch_of(sign_in(1)), [&](IntakeAnswer answer) { waiting.set_value(std::move(answer)); }));
  std::thread stopping([&] { intake.stop(); });
  while (intake.offer(batch_of(""), [](IntakeAnswer) {})) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  held.released.set_value();
  stopping.join();
  BOOST_TEST((waiting.get_future().get().outcome == Outcome::ending));
}

BOOST_FIXTURE_TEST_CASE(done_may_offer_more_and_writes_are_told, RunningIntake) {
  std::promise<std::uint64_t> last;
  BOOST_TEST(intake.offer(batch_of(sign_in(1)), [&](IntakeAnswer) {
    static_cast<void>(intake.offer(batch_of(sign_in(2)), [&](IntakeAnswer answer) { last.set_value(answer.rows); }));
  }));
  BOOST_TEST(last.get_future().get() == 1u);
  intake.stop();
  BOOST_TEST(told == 2);
}

BOOST_FIXTURE_TEST_CASE(many_senders_at_once_lose_and_double_nothing, RunningIntake) {
  std::vector<std::thread> senders;
  std::atomic<std::uint64_t> stored{0};
  for (int sender = 0; sender < 8; ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 20; ++i) stored += put(sign_in(sender * 1000 + i)).rows;
    });
  }
  for (std::thread& sender : senders) sender.join();
  BOOST_TEST(stored == 160u);
  BOOST_TEST(rows("SigninLogs") == 160u);
  BOOST_TEST(intake.load().bytes == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
