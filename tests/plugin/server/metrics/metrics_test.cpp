#include "plugin/server/metrics/metrics.hpp"

#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace kelpie::server {
namespace {

bool holds(const Metrics& metrics, const std::string& line) {
  return ("\n" + metrics.render()).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_metrics)

BOOST_AUTO_TEST_CASE(a_counter_is_shown_with_help_and_type) {
  Metrics metrics;
  metrics.counter("kelpie_requests_total", "Requests.", {{"route", "/v1/rules"}, {"code", "200"}}).add(3);
  BOOST_TEST(metrics.render().find("# HELP kelpie_requests_total Requests.\n# TYPE kelpie_requests_total counter\n"
                                   "kelpie_requests_total{route=\"/v1/rules\",code=\"200\"} 3\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_same_series_is_asked_for_twice) {
  Metrics metrics;
  Counter& one = metrics.counter("kelpie_a_total", "A.");
  BOOST_TEST(&one == &metrics.counter("kelpie_a_total", "A."));
}

BOOST_AUTO_TEST_CASE(texts_of_others_are_escaped) {
  Metrics metrics;
  metrics.gauge("kelpie_a", "Back\\slash,\nline.", {{"table", "a\"b\\c\nd\xff"}}).set(0.5);
  BOOST_TEST(holds(metrics, "# HELP kelpie_a Back\\\\slash,\\nline."));
  BOOST_TEST(holds(metrics, "kelpie_a{table=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\"} 0.5"));
}

BOOST_AUTO_TEST_CASE(values_that_are_no_usual_numbers) {
  Metrics metrics;
  Gauge& gauge = metrics.gauge("kelpie_a", "A.");
  gauge.set(std::numeric_limits<double>::infinity());
  BOOST_TEST(holds(metrics, "kelpie_a +Inf"));
  gauge.set(-std::numeric_limits<double>::infinity());
  BOOST_TEST(holds(metrics, "kelpie_a -Inf"));
  gauge.set(std::numeric_limits<double>::quiet_NaN());
  BOOST_TEST(holds(metrics, "kelpie_a NaN"));
  gauge.set(1764486000.25);
  BOOST_TEST(holds(metrics, "kelpie_a 1764486000.25"));
}

BOOST_AUTO_TEST_CASE(buckets_hold_what_smaller_ones_do) {
  Metrics metrics;
  Histogram& histogram = metrics.histogram("kelpie_wait_seconds", "Waits.", {0.1, 1}, {{"face", "kusto"}});
  for (const double value : {0.05, 0.1, 0.5, 2.0}) histogram.observe(value);
  BOOST_TEST(holds(metrics, "kelpie_wait_seconds_bucket{face=\"kusto\",le=\"0.1\"} 2"));
  BOOST_TEST(holds(metrics, "kelpie_wait_seconds_bucket{face=\"kusto\",le=\"1\"} 3"));
  BOOST_TEST(holds(metrics, "kelpie_wait_seconds_bucket{face=\"kusto\",le=\"+Inf\"} 4"));
  BOOST_TEST(holds(metrics, "kelpie_wait_seconds_count{face=\"kusto\"} 4"));
  BOOST_TEST(holds(metrics, "kelpie_wait_seconds_sum{face=\"kusto\"} 2.65"));
}

BOOST_AUTO_TEST_CASE(many_threads_lose_no_count) {
  Metrics metrics;
  Counter& counter = metrics.counter("kelpie_a_total", "A.");
  Histogram& histogram = metrics.histogram("kelpie_b_seconds", "B.", Metrics::durations());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) {
        counter.add();
        histogram.observe(0.25);
        if (n % 1000 == 0) BOOST_REQUIRE(!metrics.render().empty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(counter.value() == 40'000);
  BOOST_TEST(histogram.sum() == 10'000.0);
  BOOST_TEST(holds(metrics, "kelpie_b_seconds_count 40000"));
}

BOOST_AUTO_TEST_CASE(label_values_without_end_are_counted_together) {
  Metrics metrics;
  for (int i = 0; i < 1000; ++i)
    metrics.counter("kelpie_rows_total", "Rows.", {{"table", "T" + std::to_string(i)}}).add();
  BOOST_TEST(holds(metrics, "kelpie_rows_total{table=\"T198\"} 1"));
  BOOST_TEST(!holds(metrics, "kelpie_rows_total{table=\"T199\"} 1"));
  BOOST_TEST(holds(metrics, "kelpie_rows_total{table=\"other\"} 801"));
}

BOOST_AUTO_TEST_CASE(callbacks_are_read_when_asked) {
  Metrics metrics;
  double waiting = 1;
  metrics.callback_gauge("kelpie_waiting", "Waiting.", [&] { return waiting; });
  metrics.callback_counters("kelpie_runs_total", "Runs.", [] {
    return std::vector<MetricSample>{{{{"rule", "a"}}, 7}, {{{"rule", "b"}}, 9}};
  });
  waiting = 5;
  BOOST_TEST(holds(metrics, "kelpie_waiting 5"));
  BOOST_TEST(holds(metrics, "kelpie_runs_total{rule=\"a\"} 7"));
  BOOST_TEST(holds(metrics, "kelpie_runs_total{rule=\"b\"} 9"));
}

BOOST_AUTO_TEST_CASE(a_callback_that_fails_leaves_the_others) {
  Metrics metrics;
  metrics.callback_gauge("kelpie_broken", "Broken.", []() -> double { throw std::runtime_error("the disk is away"); });
  metrics.gauge("kelpie_sound", "Sound.").set(1);
  const std::string text = metrics.render();
  BOOST_TEST(text.find("kelpie_broken") == std::string::npos);
  BOOST_TEST(text.find("\nkelpie_sound 1\n") != std::string::npos);
  BOOST_TEST(text.find("\nkelpie_metrics_failures_total 1\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_the_program_is_a_bug) {
  Metrics metrics;
  (void)metrics.gauge("kelpie_a", "A.");
  BOOST_CHECK_THROW((void)metrics.gauge("kelpie_a", "Something else."), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.histogram("kelpie_a", "A.", {1}), std::logic_error);
  BOOST_CHECK_THROW(metrics.callback_gauge("kelpie_a", "A.", [] { return 1.0; }), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.counter("kelpie_b", "No _total."), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.gauge("kelpie_b_total", "No counter."), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.gauge("other_b", "Of somebody else."), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.gauge("kelpie-b", "A bad name."), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.gauge("kelpie_b", "A bad label.", {{"a-b", "c"}}), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.gauge("kelpie_b", "Twice.", {{"a", "b"}, {"a", "c"}}), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.histogram("kelpie_b", "Buckets' own label.", {1}, {{"le", "c"}}), std::logic_error);
  BOOST_CHECK_THROW((void)metrics.histogram("kelpie_b", "Not ascending.", {1, 1}), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::server
