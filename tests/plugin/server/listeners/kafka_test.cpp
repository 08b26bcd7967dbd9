// What a consumer of Kafka keeps of partitions, and what settings it takes; brokers are in tests/server/listeners.

#include <thread>

#include <boost/test/unit_test.hpp>

#include "../intake/running_intake.hpp"
#include "plugin/server/listeners/detail/partition_reader.hpp"
#include "plugin/server/listeners/kafka_listener.hpp"
#include "plugin/server/net/io.hpp"

namespace kelpie::tests {

using server::listening::PartitionReader;
using server::listening::SourcesUnderWay;

namespace {

const std::string source = "kafka:cluster/entra/0";

struct Reading : RunningIntake {
  std::shared_ptr<SourcesUnderWay> under_way = std::make_shared<SourcesUnderWay>();
  PartitionReader reader{source, {}, under_way};

  /// What is collected is on the disk.
  std::optional<PartitionReader::Stored> stored() {
    for (int i = 0; i < 1000; ++i) {
      const auto now = std::chrono::steady_clock::now();
      if (const auto stored = reader.take_stored(now)) return stored;
      reader.offer(intake, now);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return std::nullopt;
  }
  std::string progress() {
    std::string text;
    for (const auto& [begin, end] : intake.progress(source).done)
      text += "[" + std::to_string(begin) + "," + std::to_string(end) + ")";
    return text;
  }
  /// The reader of a process that begins.
  PartitionReader next_process() {
    PartitionReader next{source, {}, under_way};
    next.begin(intake);
    return next;
  }
};

server::KafkaListenerOptions some_options() {
  server::KafkaListenerOptions options;
  options.brokers = "127.0.0.1:1";
  options.topics = {"entra"};
  return options;
}

std::string refusal_of(const server::KafkaListenerOptions& options) {
  RunningIntake running;
  server::Io io{1};
  try {
    (void)server::make_kafka_listener({io, running.intake, [] { return first_day; }, [](const std::string&) {}},
                                      options);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kafka)

BOOST_FIXTURE_TEST_CASE(offsets_are_kept_with_the_rows_and_the_next_process_goes_on_there, Reading) {
  reader.begin(intake);
  BOOST_TEST(!reader.position());
  BOOST_TEST(reader.take(7, sign_in(1)));
  BOOST_TEST(reader.take(8, sign_in(2)));
  const auto first = stored();
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(first->messages == 2U);
  BOOST_TEST(first->next == 9);
  BOOST_TEST(rows("SigninLogs") == 2U);
  BOOST_TEST(progress() == "[7,9)");
  BOOST_TEST(*next_process().position() == 9);
}

BOOST_FIXTURE_TEST_CASE(offsets_that_are_left_out_and_messages_without_a_value_leave_no_gap, Reading) {
  reader.begin(intake);
  BOOST_TEST(reader.take(0, sign_in(1)));
  BOOST_REQUIRE(stored().has_value());
  BOOST_TEST(reader.take(5, ""));
  BOOST_TEST(reader.take(9, "{\n\"no\": \"event\"\r\n}"));
  BOOST_REQUIRE(stored().has_value());
  BOOST_TEST(progress() == "[0,10)");
  BOOST_TEST(intake.counters().refused == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_message_that_was_taken_is_not_taken_again, Reading) {
  reader.begin(intake);
  BOOST_TEST(reader.take(3, sign_in(1)));
  BOOST_TEST(!reader.take(3, sign_in(1)));
  BOOST_TEST(!reader.take(2, sign_in(1)));
}

BOOST_FIXTURE_TEST_CASE(what_the_disk_does_not_take_is_offered_again, Reading) {
  reader.begin(intake);
  disk_fails = true;
  BOOST_TEST(reader.take(0, sign_in(1)));
  reader.offer(intake, std::chrono::steady_clock::now());
  BOOST_TEST(reader.under_way());
  BOOST_TEST(under_way->wait_for(source, std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  BOOST_TEST(!reader.take_stored(std::chrono::steady_clock::now()));
  disk_fails = false;
  BOOST_TEST(reader.take(1, sign_in(2)));
  BOOST_REQUIRE(stored().has_value());
  BOOST_REQUIRE(stored().has_value());
  BOOST_TEST(rows("SigninLogs") == 2U);
  BOOST_TEST(progress() == "[0,2)");
}

BOOST_FIXTURE_TEST_CASE(a_topic_that_was_made_anew_counts_anew, Reading) {
  reader.begin(intake);
  BOOST_TEST(reader.take(1000, sign_in(1)));
  BOOST_REQUIRE(stored().has_value());
  reader.begin_anew();
  BOOST_TEST(reader.take(0, sign_in(2)));
  BOOST_REQUIRE(stored().has_value());
  BOOST_TEST(progress() == "[0,1)");
  BOOST_TEST(*next_process().position() == 1);
}

BOOST_AUTO_TEST_CASE(a_connection_string_of_event_hubs_says_all_that_kafka_needs) {
  const std::string text =
      "Endpoint=sb://contoso.servicebus.windows.net/"
      ";SharedAccessKeyName=listen;SharedAccessKey=c2VjcmV0=;EntityPath=entra";
  server::KafkaListenerOptions options;
  server::add_event_hubs(text, options);
  BOOST_TEST(options.brokers == "contoso.servicebus.windows.net:9093");
  BOOST_TEST(options.cluster == "contoso.servicebus.windows.net");
  BOOST_REQUIRE(options.topics.size() == 1U);
  BOOST_TEST(options.topics[0] == "entra");
  BOOST_TEST(options.settings["security.protocol"] == "SASL_SSL");
  BOOST_TEST(options.settings["sasl.mechanisms"] == "PLAIN");
  BOOST_TEST(options.settings["sasl.username"] == "$ConnectionString");
  BOOST_TEST(options.settings["sasl.password"] == text);
  BOOST_TEST(refusal_of(options) == "");
}

BOOST_AUTO_TEST_CASE(a_connection_string_that_is_none_is_refused_without_its_secret) {
  for (const std::string wrong : {"", "sb://x/", "Endpoint=https://x/;SharedAccessKey=c2VjcmV0",
                                  "Endpoint=sb://x/;SharedAccessKeyName=c2VjcmV0"}) {
    server::KafkaListenerOptions options;
    BOOST_CHECK_EXCEPTION(server::add_event_hubs(wrong, options), std::invalid_argument,
                          [](const std::invalid_argument& said) {
                            return std::string(said.what()).find("c2VjcmV0") == std::string::npos;
                          });
  }
}

BOOST_AUTO_TEST_CASE(settings_that_do_not_exist_or_would_lose_events_are_refused) {
  auto options = some_options();
  options.settings["no.such.setting"] = "1";
  BOOST_TEST(refusal_of(options).starts_with("Kafka setting 'no.such.setting': "));
  options = some_options();
  options.settings["enable.auto.offset.store"] = "true";
  BOOST_TEST(refusal_of(options).find("cannot be changed") != std::string::npos);
  options = some_options();
  options.settings["group.id"] = "x";
  BOOST_TEST(refusal_of(options).find("say it with 'group'") != std::string::npos);
  options = some_options();
  options.brokers.clear();
  BOOST_TEST(refusal_of(options).find("'brokers' is missing") != std::string::npos);
  options = some_options();
  options.topics.clear();
  BOOST_TEST(refusal_of(options).find("'topics' is missing") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_consumer_whose_brokers_are_not_there_ends_when_it_is_told) {
  RunningIntake running;
  server::Io io{1};
  const auto begin = std::chrono::steady_clock::now();
  server::make_kafka_listener({io, running.intake, [] { return first_day; }, [](const std::string&) {}}, some_options())
      ->stop(begin);
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(5)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
