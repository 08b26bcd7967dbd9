#include "plugin/adapters/rsyslog/deferred_events.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace kelpie::plugin::rsyslog {

namespace {

constexpr std::size_t read_bytes = std::size_t{1} << 20;

}  // namespace

DeferredEvents::~DeferredEvents() {
  if (file_ >= 0) ::close(file_);
}

bool DeferredEvents::fail(const char* what) {
  error_ = path_ + ": " + what + ": " + std::strerror(errno);
  return false;
}

bool DeferredEvents::open() {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) return fail("cannot be opened");
  for (;;) {
    const std::size_t size = lines_.size();
    lines_.resize(size + read_bytes);
    const ssize_t got = ::pread(file_, lines_.data() + size, read_bytes, static_cast<off_t>(size));
    lines_.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0) return fail("cannot be read");
    if (got == 0) break;
  }
  // A line without an end had no answer.
  lines_.resize(lines_.rfind('\n') + 1);
  return true;
}

bool DeferredEvents::add(std::string_view line) {
  const std::size_t before = lines_.size();
  lines_.append(line).push_back('\n');
  std::size_t written = before;
  while (written < lines_.size()) {
    const ssize_t now = ::pwrite(file_, lines_.data() + written, lines_.size() - written, static_cast<off_t>(written));
    if (now < 0 && errno == EINTR) continue;
    if (now <= 0) {
      fail("cannot be written");
      // What is beyond is overwritten by the next line, or has no end.
      if (::ftruncate(file_, static_cast<off_t>(before)) != 0) fail("cannot be cut off");
      lines_.resize(before);
      return false;
    }
    written += static_cast<std::size_t>(now);
  }
  return true;
}

bool DeferredEvents::clear() {
  lines_.clear();
  return ::ftruncate(file_, 0) == 0 || fail("cannot be emptied");
}

}  // namespace kelpie::plugin::rsyslog
