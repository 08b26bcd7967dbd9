#include "generate/output.hpp"

#include <cerrno>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace kelpie::generate {
namespace {

[[noreturn]] void fail(const std::string& path, const char* doing) {
  throw std::runtime_error("cannot " + std::string(doing) + " '" + path + "': " + std::strerror(errno));
}

}  // namespace

Output::Output(std::string path) : path_(std::move(path)) {
  if (path_ != "-") {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail(path_, "create");
  }
  buffer_ = std::make_unique<char[]>(capacity);
}

Output::~Output() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

void Output::append_number(std::uint64_t value) {
  char digits[20];
  int at = 20;
  do {
    digits[--at] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  append(std::string_view(digits + at, static_cast<std::size_t>(20 - at)));
}

void Output::append_digits(std::uint64_t value, int width) {
  for (int at = width - 1; at >= 0; --at) {
    buffer_[used_ + static_cast<std::size_t>(at)] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  used_ += static_cast<std::size_t>(width);
}

void Output::flush() {
  std::size_t done = 0;
  while (done < used_) {
    const ssize_t count = ::write(descriptor_, buffer_.get() + done, used_ - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail(path_, "write");
    done += static_cast<std::size_t>(count);
  }
  written_ += used_;
  used_ = 0;
}

void Output::close() {
  flush();
  if (descriptor_ > STDERR_FILENO && ::close(std::exchange(descriptor_, -1)) != 0) fail(path_, "close");
}

}  // namespace kelpie::generate
