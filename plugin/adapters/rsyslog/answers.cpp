#include "plugin/adapters/rsyslog/answers.hpp"

#include <cerrno>
#include <string>

#include <unistd.h>

namespace kelpie::plugin::rsyslog {

Answers::Answers(int descriptor, std::chrono::milliseconds pause)
    : descriptor_(descriptor), pause_(pause), thread_([this] { keep_alive(); }) {}

Answers::~Answers() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Answers::begin() {
  const std::lock_guard lock(mutex_);
  due_ = true;
}

bool Answers::answer(std::string_view line) {
  const std::lock_guard lock(mutex_);
  due_ = false;
  ++answered_;
  return write(std::string(line) + '\n');
}

void Answers::keep_alive() {
  std::unique_lock lock(mutex_);
  std::uint64_t seen = answered_;
  while (!changed_.wait_for(lock, pause_, [this] { return ended_; })) {
    if (due_ && answered_ == seen) write(".");
    seen = answered_;
  }
}

bool Answers::write(std::string_view text) const {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace kelpie::plugin::rsyslog
