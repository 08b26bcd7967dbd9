#include "plugin/server/metrics/text_format.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "tables/readers/json_text.hpp"

namespace kelpie::server {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 40> text{};
  // Counts are shown as such, however many digits they have.
  const bool whole = value == std::floor(value) && std::fabs(value) < 1e15;
  const auto end = whole ? std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(value))
                         : std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

void append_escaped(std::string_view text, bool quoted, std::string& to) {
  std::string repaired;
  tables::readers::repair_utf8(text, repaired);
  for (const char c : repaired) {
    if (c == '\\')
      to += "\\\\";
    else if (c == '\n')
      to += "\\n";
    else if (c == '"' && quoted)
      to += "\\\"";
    else
      to += c;
  }
}

}  // namespace

bool is_metric_name(std::string_view name) {
  if (name.empty() || is_digit(name.front())) return false;
  for (const char c : name) {
    if (!is_letter(c) && !is_digit(c) && c != ':') return false;
  }
  return true;
}

bool is_label_name(std::string_view name) {
  return is_metric_name(name) && name.find(':') == std::string_view::npos && !name.starts_with("__");
}

void append_head(std::string_view name, std::string_view help, std::string_view type, std::string& to) {
  to.append("# HELP ").append(name).append(" ");
  append_escaped(help, false, to);
  to.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void append_sample(std::string_view name, const MetricLabels& labels, double value, std::string& to) {
  to += name;
  char before = '{';
  for (const auto& [label, text] : labels) {
    to += before;
    to.append(label).append("=\"");
    append_escaped(text, true, to);
    to += '"';
    before = ',';
  }
  if (!labels.empty()) to += '}';
  to.append(" ").append(number_text(value)).append("\n");
}

void append_histogram(std::string_view name, const MetricLabels& labels, const Histogram& histogram, std::string& to) {
  const std::string base(name);
  MetricLabels bucket = labels;
  bucket.emplace_back("le", "");
  const std::vector<std::uint64_t> counts = histogram.counts();
  // The count is that of the buckets, so that both agree while others observe.
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    count += counts[i];
    bucket.back().second = i < histogram.bounds().size() ? number_text(histogram.bounds()[i]) : "+Inf";
    append_sample(base + "_bucket", bucket, static_cast<double>(count), to);
  }
  append_sample(base + "_sum", labels, histogram.sum(), to);
  append_sample(base + "_count", labels, static_cast<double>(count), to);
}

}  // namespace kelpie::server
