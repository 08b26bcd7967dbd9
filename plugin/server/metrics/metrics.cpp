#include "plugin/server/metrics/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <set>
#include <stdexcept>

#include "plugin/server/metrics/text_format.hpp"

namespace kelpie::server {

namespace {

void check_labels(std::string_view name, const MetricLabels& labels, bool histogram) {
  std::set<std::string_view> seen;
  for (const auto& [label, value] : labels) {
    if (!is_label_name(label) || (histogram && label == "le") || !seen.insert(label).second) {
      throw std::logic_error("no label of a metric: " + std::string(name) + " " + label);
    }
  }
}

MetricLabels beyond(MetricLabels labels) {
  for (auto& [name, value] : labels) value = "other";
  return labels;
}

}  // namespace

void Gauge::add(double amount) {
  double before = value_.load(std::memory_order_relaxed);
  while (!value_.compare_exchange_weak(before, before + amount, std::memory_order_relaxed)) {
  }
}

Histogram::Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {
  const auto ascending =
      std::adjacent_find(bounds_.begin(), bounds_.end(), [](double a, double b) { return !(a < b); });
  if (ascending != bounds_.end() ||
      std::any_of(bounds_.begin(), bounds_.end(), [](double bound) { return !std::isfinite(bound); })) {
    throw std::logic_error("buckets of a histogram ascend");
  }
}

void Histogram::observe(double value) {
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.add(value);
}

std::vector<std::uint64_t> Histogram::counts() const {
  std::vector<std::uint64_t> counts;
  for (const auto& count : counts_) counts.push_back(count.load(std::memory_order_relaxed));
  return counts;
}

/// All series of one name. Guarded by the mutex of Metrics; the series themselves are not.
class Metrics::Family {
 public:
  Family(std::string_view words, std::string_view kind) : help(words), type(kind) {}

  /// The series of these labels, made when there is room.
  template <typename Series, typename... Arguments>
  Series& series(std::map<MetricLabels, std::unique_ptr<Series>>& all, MetricLabels labels,
                 const Arguments&... arguments) {
    auto at = all.find(labels);
    if (at == all.end() && all.size() + 1 >= most_series && !labels.empty()) {
      labels = beyond(std::move(labels));
      at = all.find(labels);
    }
    if (at == all.end()) at = all.emplace(std::move(labels), std::make_unique<Series>(arguments...)).first;
    return *at->second;
  }

  void render(std::string_view name, Counter& failures, std::string& to) const {
    std::vector<MetricSample> samples;
    if (read) {
      try {
        samples = read();
      } catch (const std::exception&) {
        failures.add();
        return;
      }
      if (samples.size() > most_series) samples.resize(most_series);
    }
    for (const auto& [labels, counter] : counters) samples.push_back({labels, static_cast<double>(counter->value())});
    for (const auto& [labels, gauge] : gauges) samples.push_back({labels, gauge->value()});
    append_head(name, help, type, to);
    for (const MetricSample& sample : samples) append_sample(name, sample.labels, sample.value, to);
    for (const auto& [labels, histogram] : histograms) append_histogram(name, labels, *histogram, to);
  }

  const std::string help;
  const std::string type;
  std::map<MetricLabels, std::unique_ptr<Counter>> counters;
  std::map<MetricLabels, std::unique_ptr<Gauge>> gauges;
  std::map<MetricLabels, std::unique_ptr<Histogram>> histograms;
  std::function<std::vector<MetricSample>()> read;
};

Metrics::Metrics() : failures_(&counter("kelpie_metrics_failures_total", "Reads of a metric's values that failed.")) {}
Metrics::~Metrics() = default;

std::vector<double> Metrics::durations() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300};
}

std::vector<double> Metrics::sizes() {
  std::vector<double> bounds;
  for (double bound = 256; bound <= 256.0 * 1024 * 1024; bound *= 4) bounds.push_back(bound);
  return bounds;
}

Metrics::Family& Metrics::family(std::string_view name, std::string_view help, std::string_view type) {
  if (!is_metric_name(name) || !(name.starts_with("kelpie_") || name.starts_with("process_")))
    throw std::logic_error("no name of a metric: " + std::string(name));
  if ((type == "counter") != name.ends_with("_total"))
    throw std::logic_error("counters end in _total, and nothing else does: " + std::string(name));
  if (help.empty()) throw std::logic_error("a metric without a word of help: " + std::string(name));
  auto at = families_.find(name);
  if (at == families_.end()) at = families_.emplace(std::string(name), std::make_unique<Family>(help, type)).first;
  if (at->second->type != type || at->second->help != help)
    throw std::logic_error("a metric means one thing: " + std::string(name));
  if (at->second->read) throw std::logic_error("a metric that is read by a callback: " + std::string(name));
  return *at->second;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, MetricLabels labels) {
  check_labels(name, labels, false);
  const std::lock_guard lock(mutex_);
  Family& all = family(name, help, "counter");
  return all.series(all.counters, std::move(labels));
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, MetricLabels labels) {
  check_labels(name, labels, false);
  const std::lock_guard lock(mutex_);
  Family& all = family(name, help, "gauge");
  return all.series(all.gauges, std::move(labels));
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                              MetricLabels labels) {
  check_labels(name, labels, true);
  const std::lock_guard lock(mutex_);
  Family& all = family(name, help, "histogram");
  Histogram& found = all.series(all.histograms, std::move(labels), bounds);
  if (found.bounds() != bounds)
    throw std::logic_error("a histogram's buckets stay what they are: " + std::string(name));
  return found;
}

void Metrics::add_callback(std::string_view name, std::string_view help, std::string_view type,
                           std::function<std::vector<MetricSample>()> read) {
  const std::lock_guard lock(mutex_);
  Family& all = family(name, help, type);
  if (!all.counters.empty() || !all.gauges.empty())
    throw std::logic_error("a metric that is counted here: " + std::string(name));
  all.read = std::move(read);
}

void Metrics::callback_gauge(std::string_view name, std::string_view help, std::function<double()> read) {
  callback_gauges(name, help, [read = std::move(read)] { return std::vector<MetricSample>{{{}, read()}}; });
}

void Metrics::callback_counter(std::string_view name, std::string_view help, std::function<double()> read) {
  callback_counters(name, help, [read = std::move(read)] { return std::vector<MetricSample>{{{}, read()}}; });
}

void Metrics::callback_gauges(std::string_view name, std::string_view help,
                              std::function<std::vector<MetricSample>()> read) {
  add_callback(name, help, "gauge", std::move(read));
}

void Metrics::callback_counters(std::string_view name, std::string_view help,
                                std::function<std::vector<MetricSample>()> read) {
  add_callback(name, help, "counter", std::move(read));
}

std::string Metrics::render() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto& [name, family] : families_) family->render(name, *failures_, text);
  return text;
}

}  // namespace kelpie::server
