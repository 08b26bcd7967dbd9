#include "plugin/server/rules/counted_sink.hpp"

namespace kelpie::server {

namespace {

Counter& answers(Metrics& metrics, const rules::AlertSink& sink, std::string result) {
  return metrics.counter("kelpie_alert_deliveries_total", "Alerts handed to a sink, by what became of them.",
                         {{"sink", sink.name()}, {"result", std::move(result)}});
}

}  // namespace

CountedSink::CountedSink(std::unique_ptr<rules::AlertSink> sink, Metrics& metrics)
    : sink_(std::move(sink)),
      delivered_(answers(metrics, *sink_, "delivered")),
      retried_(answers(metrics, *sink_, "retried")),
      rejected_(answers(metrics, *sink_, "rejected")) {}

std::vector<rules::Delivery> CountedSink::deliver(std::span<const rules::Alert> alerts,
                                                  std::chrono::steady_clock::time_point deadline) {
  std::vector<rules::Delivery> answers = sink_->deliver(alerts, deadline);
  for (const rules::Delivery& one : answers) {
    switch (one.result) {
      case rules::DeliveryResult::delivered:
        delivered_.add();
        break;
      case rules::DeliveryResult::retry:
        retried_.add();
        break;
      case rules::DeliveryResult::rejected:
        rejected_.add();
        break;
    }
  }
  return answers;
}

}  // namespace kelpie::server
