#pragma once

#include <string>
#include <string_view>

#include "plugin/server/metrics/metrics.hpp"

namespace kelpie::server {

/// The text format of Prometheus, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).

/// [a-zA-Z_:][a-zA-Z0-9_:]*
[[nodiscard]] bool is_metric_name(std::string_view name);
/// [a-zA-Z_][a-zA-Z0-9_]*, and not with two underscores in front, which are Prometheus' own.
[[nodiscard]] bool is_label_name(std::string_view name);

/// The lines HELP and TYPE.
void append_head(std::string_view name, std::string_view help, std::string_view type, std::string& to);
/// One line. Bytes of label values that are no UTF-8 become U+FFFD.
void append_sample(std::string_view name, const MetricLabels& labels, double value, std::string& to);
/// _bucket lines, each with what the smaller ones hold, _sum and _count.
void append_histogram(std::string_view name, const MetricLabels& labels, const Histogram& histogram, std::string& to);

}  // namespace kelpie::server
