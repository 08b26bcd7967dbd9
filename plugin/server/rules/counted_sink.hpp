#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin/server/metrics/metrics.hpp"
#include "rules/sink.hpp"

namespace kelpie::server {

/// A sink whose answers are counted.
class CountedSink final : public rules::AlertSink {
 public:
  /// `metrics` must outlive it.
  CountedSink(std::unique_ptr<rules::AlertSink> sink, Metrics& metrics);
  [[nodiscard]] std::string name() const override { return sink_->name(); }
  [[nodiscard]] std::vector<rules::Delivery> deliver(std::span<const rules::Alert> alerts,
                                                     std::chrono::steady_clock::time_point deadline) override;

 private:
  std::unique_ptr<rules::AlertSink> sink_;
  Counter& delivered_;
  Counter& retried_;
  Counter& rejected_;
};

}  // namespace kelpie::server
