#include "plugin/sinks/file_sink.hpp"

#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>

#include <poll.h>
#include <unistd.h>

#include "plugin/sinks/log_file.hpp"
#include "plugin/sinks/net/stream.hpp"
#include "plugin/sinks/shared_options.hpp"

namespace kelpie::plugin {

namespace {

using Clock = std::chrono::steady_clock;
using rules::Alert;
using rules::Delivery;
using rules::DeliveryResult;

/// Longest line, and about as much is written at once.
constexpr std::size_t longest_line = 16'000'000, usual_line = 1'000'000, at_once = 4'000'000;

Delivery later(const std::string& reason) { return {DeliveryResult::retry, reason, {}}; }

struct Lines {
  const rules::Payload* payload = nullptr;
  std::size_t most_bytes = 0;

  explicit Lines(const SinkOptions& options)
      : payload(&payload_option(options, "json")),
        most_bytes(options.bytes("max-size", usual_line, rules::least_payload_bytes, longest_line)) {}
  [[nodiscard]] std::string line(const Alert& alert) const { return payload->write(alert, most_bytes) + '\n'; }
};

class FileSink : public rules::AlertSink {
 public:
  FileSink(std::string path, Rotation rotation, const Lines& lines)
      : path_(path), file_(std::move(path), rotation), lines_(lines) {}

  std::string name() const override { return "file:" + path_; }

  std::vector<Delivery> deliver(std::span<const Alert> alerts, Clock::time_point deadline) override {
    std::vector<Delivery> deliveries(alerts.size(), later("there was no time left"));
    for (std::size_t first = 0; first < alerts.size() && Clock::now() < deadline;) {
      std::string text;
      std::size_t last = first;
      while (last < alerts.size() && text.size() < at_once) text += lines_.line(alerts[last++]);
      try {
        file_.append(text);
      } catch (const LogFileError& wrong) {
        std::fill(deliveries.begin() + static_cast<std::ptrdiff_t>(first), deliveries.end(), later(wrong.what()));
        break;
      }
      for (; first < last; ++first) deliveries[first] = {};
    }
    return deliveries;
  }

 private:
  std::string path_;
  LogFile file_;
  Lines lines_;
};

class OutputSink : public rules::AlertSink {
 public:
  explicit OutputSink(const Lines& lines) : lines_(lines) {}

  std::string name() const override { return "-"; }

  std::vector<Delivery> deliver(std::span<const Alert> alerts, Clock::time_point deadline) override {
    std::vector<Delivery> deliveries(alerts.size(), later("standard output does not take it in time"));
    if (!write(deadline)) return deliveries;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      unwritten_ = lines_.line(alerts[i]);
      const std::size_t length = unwritten_.size();
      if (!write(deadline)) {
        // A line of which nothing went out comes again; the rest of one that was begun goes out before anything else.
        if (unwritten_.size() == length)
          unwritten_.clear();
        else
          deliveries[i].reason = "standard output took a part of the line only";
        break;
      }
      deliveries[i] = {};
    }
    return deliveries;
  }

 private:
  bool write(Clock::time_point deadline) {
    while (!unwritten_.empty()) {
      pollfd output{STDOUT_FILENO, POLLOUT, 0};
      const int ready = poll(&output, 1, net::milliseconds_until(deadline));
      if (ready == 0 || (ready < 0 && errno != EINTR)) return false;
      // A pipe that is ready takes as much without waiting.
      const ssize_t written =
          ::write(STDOUT_FILENO, unwritten_.data(), std::min<std::size_t>(unwritten_.size(), PIPE_BUF));
      if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
      if (written > 0) unwritten_.erase(0, static_cast<std::size_t>(written));
    }
    return true;
  }

  Lines lines_;
  std::string unwritten_;  // of a line that was begun
};

Rotation rotation_of(const SinkOptions& options) {
  Rotation rotation;
  const std::string text = options.text("rotate").value_or("");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string part = text.substr(at, end - at);
    at = end + 1;
    if (part == "day") {
      rotation.daily = true;
      continue;
    }
    const auto bytes = parse_bytes(part);
    if (!bytes || *bytes < 1000)
      options.refuse("rotate", text, "a size of at least 1KB such as 100MB, or day, or both as in 100MB,day");
    rotation.bytes = *bytes;
  }
  if (options.text("keep") && rotation.bytes == 0 && !rotation.daily)
    options.refuse("keep", *options.text("keep"), "rotate= beside it");
  rotation.keep = static_cast<unsigned>(options.number("keep", 10, 0, 10'000));
  return rotation;
}

}  // namespace

std::unique_ptr<rules::AlertSink> make_file_sink(const SinkSpec& spec) {
  if (spec.scheme == "-") return std::make_unique<OutputSink>(Lines(SinkOptions(spec, {"payload", "max-size"})));
  if (!spec.host.empty())
    throw SinkError("file: a file on another host cannot be written; file:/path or file:///path is expected");
  if (spec.path.empty() || spec.path.ends_with('/'))
    throw SinkError("file: expected a path, as in file:/var/log/kelpie/alerts.jsonl");
  const SinkOptions options(spec, {"rotate", "keep", "payload", "max-size"});
  const std::filesystem::path path = std::filesystem::absolute(spec.path).lexically_normal();
  std::error_code error;
  if (!std::filesystem::is_directory(path.parent_path(), error))
    throw SinkError("file: there is no folder '" + path.parent_path().string() + "'");
  if (std::filesystem::is_directory(path, error)) throw SinkError("file: '" + path.string() + "' is a folder");
  return std::make_unique<FileSink>(path.string(), rotation_of(options), Lines(options));
}

}  // namespace kelpie::plugin
