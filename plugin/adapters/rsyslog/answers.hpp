#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <thread>

namespace kelpie::plugin::rsyslog {

/// The answers to omprog, a line each. While one is due and takes long, a dot now and then keeps omprog from taking the
/// program for dead (confirmTimeout): one a pause, the first after one to two. The descriptor stays the caller's. For
/// one thread.
class Answers {
 public:
  Answers(int descriptor, std::chrono::milliseconds pause);
  ~Answers();
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;

  /// From now on an answer is due.
  void begin();
  /// False: nobody listens any more.
  bool answer(std::string_view line);

 private:
  void keep_alive();
  bool write(std::string_view text) const;

  int descriptor_;
  std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool due_ = false, ended_ = false;
  std::uint64_t answered_ = 0;
  std::thread thread_;
};

}  // namespace kelpie::plugin::rsyslog
