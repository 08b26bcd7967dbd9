#include "tables/store/lock.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "tables/store/bytes.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

std::string line_of(const std::string& holder) { return holder + "\t" + std::to_string(checksum(holder)) + "\n"; }

std::string read_line(int descriptor) {
  std::array<char, 512> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size(), 0);
  std::string line(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  return line.substr(0, std::min(line.find('\t'), line.find('\n')));
}

}  // namespace

Lock::Lock(const std::string& path, const std::string& holder) {
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor_ < 0) throw StoreError(path + ": cannot be opened: " + std::strerror(errno));
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int error = errno;
    const std::string other = read_line(descriptor_);
    ::close(descriptor_);
    if (error == EWOULDBLOCK) throw StoreError(path + ": " + (other.empty() ? "another process" : other) + " writes to the store; there is one writer at a time");
    throw StoreError(path + ": cannot be locked: " + std::strerror(error));
  }
  const std::string line = line_of(holder);
  if (::ftruncate(descriptor_, 0) != 0 || ::pwrite(descriptor_, line.data(), line.size(), 0) < 0) {
    // Only what others would read is missing; the lock is held.
  }
}

Lock::~Lock() {
  if (::ftruncate(descriptor_, 0) != 0) {
    // The next holder overwrites it.
  }
  ::close(descriptor_);
}

bool is_holder_line(std::string_view text) { return text == line_of(std::string(text.substr(0, text.find('\t')))); }

std::string lock_holder(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  std::string holder;
  if (::flock(descriptor, LOCK_SH | LOCK_NB) == 0) {
    ::flock(descriptor, LOCK_UN);
  } else {
    holder = read_line(descriptor);
    if (holder.empty()) holder = "a process";
  }
  ::close(descriptor);
  return holder;
}

}  // namespace kelpie::tables::store
