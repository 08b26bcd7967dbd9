#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kelpie::server {

/// Label names and values of one series, in the order in which they are shown.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

/// Only goes up. Thread-safe, without a lock.
class Counter {
 public:
  void add(std::uint64_t amount = 1) { value_.fetch_add(amount, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// Goes up and down. Thread-safe, without a lock.
class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double amount);
  [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{0};
};

/// How often values of which size were seen. Thread-safe, without a lock.
class Histogram {
 public:
  /// `bounds`: upper ends of the buckets, ascending; the one without an end comes by itself. Throws std::logic_error
  /// where they are not.
  explicit Histogram(std::vector<double> bounds);
  void observe(double value);

  [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
  /// What each bucket holds by itself, the one without an end last.
  [[nodiscard]] std::vector<std::uint64_t> counts() const;
  [[nodiscard]] double sum() const { return sum_.value(); }

 private:
  const std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;
  Gauge sum_;
};

/// A value that somebody else holds.
struct MetricSample {
  MetricLabels labels;
  double value = 0;
};

/// What a server counts, in the text format of Prometheus (version 0.0.4,
/// https://prometheus.io/docs/instrumenting/exposition_formats/). Names follow
/// https://prometheus.io/docs/practices/naming/: they begin with "kelpie_" (or "process_"), counters end in "_total",
/// units are seconds and bytes.
///
/// A series is asked for once, by whoever counts, who then keeps the reference: it stays until the end. Asked for again
/// with the same name and labels it is the same one. Of one name there are at most `most_series`; what is asked for
/// beyond them is one series whose labels say "other", so that values that come from clients (tables, addresses) cost
/// no memory without end. Members throw std::logic_error for names that are none, for counters without "_total", and
/// for a name that means something else already. Thread-safe.
class Metrics {
 public:
  static constexpr std::size_t most_series = 200;
  /// Upper ends for durations in seconds, from a millisecond to five minutes.
  [[nodiscard]] static std::vector<double> durations();
  /// Upper ends for sizes in bytes, from 256 bytes to 256 MB.
  [[nodiscard]] static std::vector<double> sizes();
  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  [[nodiscard]] Counter& counter(std::string_view name, std::string_view help, MetricLabels labels = {});
  [[nodiscard]] Gauge& gauge(std::string_view name, std::string_view help, MetricLabels labels = {});
  [[nodiscard]] Histogram& histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                                     MetricLabels labels = {});

  /// Values that others hold: `read` is called by render(), by one thread at a time, and must be quick. What it reads
  /// must live for as long as render() may be called. When it throws, the values are not shown, and
  /// kelpie_metrics_failures_total goes up. One name, one callback.
  void callback_gauge(std::string_view name, std::string_view help, std::function<double()> read);
  void callback_counter(std::string_view name, std::string_view help, std::function<double()> read);
  /// The same with labels that are known only then; the first `most_series` are shown.
  void callback_gauges(std::string_view name, std::string_view help, std::function<std::vector<MetricSample>()> read);
  void callback_counters(std::string_view name, std::string_view help, std::function<std::vector<MetricSample>()> read);

  /// Everything, families in the order of their names.
  [[nodiscard]] std::string render() const;

 private:
  class Family;
  Family& family(std::string_view name, std::string_view help, std::string_view type);
  void add_callback(std::string_view name, std::string_view help, std::string_view type,
                    std::function<std::vector<MetricSample>()> read);

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
  Counter* failures_;
};

}  // namespace kelpie::server
