// RELP and syslog over real sockets into a real store.

#include "plugin/server/listeners/stream_listeners.hpp"

#include <mutex>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "../intake/running_intake.hpp"
#include "sender_of_a_test.hpp"

namespace kelpie::tests {

using namespace std::chrono_literals;

namespace {

const std::string open_frame = "1 open 30 relp_version=0\ncommands=syslog\n";
const std::string opened = "1 rsp 59 200 OK\nrelp_version=0\nrelp_software=kelpie\ncommands=syslog\n\n";

std::string relp(int transaction, std::string_view message) {
  return std::to_string(transaction) + " syslog " + std::to_string(message.size()) + " " + std::string(message) + "\n";
}
std::string syslog_of(int number) {
  std::string event = sign_in(number);
  event.pop_back();
  return "<134>1 - host entra - - - " + event;
}

struct Listening {
  RunningIntake running;
  std::mutex mutex;
  std::vector<std::string> lines;
  server::Io io{2};
  std::unique_ptr<server::Listener> listener;

  server::ListenerHost host() {
    return {io, running.intake, [] { return first_day; }, [this](const std::string& line) {
              const std::lock_guard lock(mutex);
              lines.push_back(line);
            }};
  }
  std::uint16_t relp_port(server::StreamListenerOptions options = {}) {
    listener = server::make_relp_listener(host(), std::move(options));
    return listener->port();
  }
  std::uint16_t syslog_port(server::StreamListenerOptions options = {}) {
    listener = server::make_syslog_listener(host(), std::move(options));
    return listener->port();
  }
  bool becomes(const std::function<bool()>& condition) {
    for (int i = 0; i < 1000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }
  std::string told() {
    const std::lock_guard lock(mutex);
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(stream_listeners)

BOOST_FIXTURE_TEST_CASE(a_relp_message_is_answered_when_it_is_in_the_store, Listening) {
  SenderOfATest sender(relp_port());
  sender.send(open_frame);
  BOOST_TEST(sender.read_until("\n\n") == opened);
  sender.send(relp(2, syslog_of(1)) + relp(3, syslog_of(2)) + relp(4, "<13>Nov 30 07:00:00 h su: no json"));
  BOOST_TEST(sender.read_until("4 rsp 6 200 OK\n") == "2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 6 200 OK\n");
  BOOST_TEST(running.rows("SigninLogs") == 2U);
  BOOST_TEST(running.rows("Syslog") == 1U);
  sender.send("5 close 0\n");
  BOOST_TEST(sender.rest() == "5 rsp 0\n0 serverclose 0\n");
  sender.end();
  BOOST_TEST(becomes([&] { return listener->counts().open == 0; }));
  BOOST_TEST(listener->counts().messages == 3U);
  BOOST_TEST(listener->counts().stored == 3U);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_answered_while_the_disk_fails_and_all_is_when_it_goes_on, Listening) {
  SenderOfATest sender(relp_port());
  sender.send(open_frame);
  BOOST_TEST(sender.read_until("\n\n") == opened);
  running.disk_fails = true;
  sender.send(relp(2, syslog_of(1)));
  BOOST_TEST(becomes([&] { return running.intake.counters().failures > 0; }));
  BOOST_TEST(listener->counts().stored == 0U);
  running.disk_fails = false;
  sender.send(relp(3, syslog_of(2)));
  BOOST_TEST(sender.read_until("3 rsp 6 200 OK\n") == "2 rsp 6 200 OK\n3 rsp 6 200 OK\n");
  BOOST_TEST(running.rows("SigninLogs") == 2U);
}

BOOST_FIXTURE_TEST_CASE(json_that_is_no_event_is_answered_so_that_it_holds_nothing_up, Listening) {
  SenderOfATest sender(relp_port());
  sender.send(open_frame + relp(2, "<13>1 - h a - - - {\"no\":\"event\"}"));
  BOOST_TEST(sender.read_until("2 rsp 6 200 OK\n") == opened + "2 rsp 6 200 OK\n");
  BOOST_TEST(running.intake.counters().refused == 1U);
  BOOST_TEST(contents(running.folder.store() + ".refused").find("relp 127.0.0.1") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_message_before_open_and_bytes_of_another_protocol_end_the_connection, Listening) {
  const auto port = relp_port();
  for (const std::string& wrong : {relp(1, syslog_of(1)), std::string("GET / HTTP/1.1\r\n\r\n"), open_frame + open_frame}) {
    SenderOfATest sender(port);
    sender.send(wrong);
    BOOST_TEST(sender.rest().find("rsp 6 200") == std::string::npos);
  }
  BOOST_TEST(becomes([&] { return listener->counts().broken == 3; }));
  BOOST_TEST(running.rows("SigninLogs") == 0U);
  BOOST_TEST(told().find("relp 127.0.0.1: the connection is closed: a RELP session begins with the command open") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_was_taken_is_stored_and_answered_when_the_listener_stops, Listening) {
  SenderOfATest sender(relp_port());
  sender.send(open_frame + relp(2, syslog_of(1)));
  BOOST_TEST(sender.read_until("2 rsp 6 200 OK\n") == opened + "2 rsp 6 200 OK\n");
  const auto begin = std::chrono::steady_clock::now();
  std::thread stopping([&] { listener->stop(begin + 5s); });
  BOOST_TEST(sender.rest() == "0 serverclose 0\n");
  sender.end();
  stopping.join();
  BOOST_TEST((std::chrono::steady_clock::now() - begin < 2s));
  BOOST_CHECK_THROW(SenderOfATest{listener->port()}, std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(a_listener_ends_although_senders_stay_and_the_disk_fails, Listening) {
  SenderOfATest sender(relp_port());
  sender.send(open_frame);
  BOOST_TEST(sender.read_until("\n\n") == opened);
  running.disk_fails = true;
  sender.send(relp(2, syslog_of(1)));
  BOOST_TEST(becomes([&] { return listener->counts().messages == 1; }));
  listener.reset();
  BOOST_TEST(sender.rest() == "");
}

BOOST_FIXTURE_TEST_CASE(a_sender_that_is_too_fast_is_not_read, Listening) {
  server::StreamListenerOptions options;
  options.window_bytes = 100'000;
  SenderOfATest sender(relp_port(std::move(options)));
  sender.send(open_frame);
  BOOST_TEST(sender.read_until("\n\n") == opened);
  running.disk_fails = true;
  std::string all;
  for (int i = 0; all.size() < 16'000'000; ++i) all += relp(i + 2, syslog_of(i));
  BOOST_TEST(sender.send_until_nobody_takes(all) < all.size());
  BOOST_TEST(listener->counts().bytes < 10'000'000U);
}

BOOST_FIXTURE_TEST_CASE(lines_and_counted_messages_come_over_the_same_port, Listening) {
  const auto port = syslog_port();
  const std::string one = syslog_of(1), two = syslog_of(2);
  {
    SenderOfATest lines(port), counted(port);
    lines.send(one + "\n<13>last one without an end");
    counted.send(std::to_string(two.size()) + " " + two);
  }
  BOOST_TEST(becomes([&] { return listener->counts().stored == 3; }));
  BOOST_TEST(running.rows("SigninLogs") == 2U);
  BOOST_TEST(running.rows("Syslog") == 1U);
}

BOOST_FIXTURE_TEST_CASE(events_that_do_not_say_it_are_of_the_listeners_table, Listening) {
  server::StreamListenerOptions options;
  options.table = "SigninLogs";
  SenderOfATest sender(syslog_port(std::move(options)));
  sender.send("<13>1 - h a - - - {\"Id\":\"a\",\"TimeGenerated\":\"2026-03-01T08:00:00Z\"}\n<13>text\n");
  BOOST_TEST(becomes([&] { return listener->counts().stored == 2; }));
  BOOST_TEST(running.rows("SigninLogs") == 1U);
  BOOST_TEST(running.rows("Syslog") == 1U);
}

BOOST_FIXTURE_TEST_CASE(connections_beyond_the_most_are_turned_away, Listening) {
  server::StreamListenerOptions options;
  options.connections = 1;
  const auto port = syslog_port(std::move(options));
  const SenderOfATest first(port);
  BOOST_TEST(becomes([&] { return listener->counts().open == 1; }));
  SenderOfATest second(port);
  BOOST_TEST(second.rest() == "");
  BOOST_TEST(listener->counts().turned_away == 1U);
}

BOOST_FIXTURE_TEST_CASE(who_begins_a_message_and_says_nothing_more_is_let_go, Listening) {
  server::StreamListenerOptions options;
  options.stalled = 0s;
  SenderOfATest sender(relp_port(std::move(options)));
  sender.send("1 op");
  BOOST_TEST(sender.rest() == "");
  BOOST_TEST(told().find("a message began") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_place_that_cannot_be_listened_on_is_told, Listening) {
  server::StreamListenerOptions taken, nonsense;
  taken.port = relp_port();
  nonsense.address = "localhost";
  BOOST_CHECK_THROW((void)server::make_relp_listener(host(), taken), std::runtime_error);
  BOOST_CHECK_THROW((void)server::make_syslog_listener(host(), nonsense), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(datagrams_are_messages, Listening) {
  listener = server::make_syslog_listener(host(), server::DatagramListenerOptions{});
  {
    const SenderOfATest sender(listener->port(), SOCK_DGRAM);
    sender.send(syslog_of(1));
    sender.send("<13>Nov 30 07:00:00 h su: no json\n");
    sender.send("\n");
  }
  BOOST_TEST(becomes([&] { return listener->counts().stored == 2; }));
  BOOST_TEST(running.rows("SigninLogs") == 1U);
  BOOST_TEST(running.rows("Syslog") == 1U);
}

BOOST_FIXTURE_TEST_CASE(datagrams_that_nobody_takes_are_counted, Listening) {
  server::DatagramListenerOptions options;
  options.receive_bytes = 4096;
  options.window_bytes = 1000;
  listener = server::make_syslog_listener(host(), std::move(options));
  running.disk_fails = true;
  const SenderOfATest sender(listener->port(), SOCK_DGRAM);
  for (int i = 0; i < 200; ++i) sender.send("<13>" + std::string(800, 'x'));
  running.disk_fails = false;
  BOOST_TEST(becomes([&] {
    sender.send("<13>y");
    const auto counts = listener->counts();
    return counts.dropped > 0 && counts.stored > 0;
  }));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
