#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

namespace kelpie::server::listening {

/// Lets a few lines through at a time: what a sender does wrong a thousand times a second is not told as often. Thread-safe.
class SparingTell {
 public:
  explicit SparingTell(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}
  void operator()(const std::string& line);

 private:
  static constexpr int most_lines = 10;
  static constexpr std::chrono::seconds span{60};
  std::function<void(const std::string&)> tell_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point begin_{};
  int lines_ = 0;
  std::uint64_t left_out_ = 0;
};

}  // namespace kelpie::server::listening
