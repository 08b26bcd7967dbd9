#include "plugin/sinks/log_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kelpie::plugin {

namespace {

/// A line that nobody ended and that is longer than any of ours was written by someone else.
constexpr std::uint64_t longest_line = 64ull * 1024 * 1024;

[[noreturn]] void fail(const std::string& path, const char* doing) {
  throw LogFileError(path + ": " + doing + ": " + std::strerror(errno));
}

std::int64_t day_of(std::int64_t seconds) { return seconds / 86'400; }

void sync_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  fsync(descriptor);  // a folder that cannot be synced keeps its names some seconds later
  close(descriptor);
}

/// Offset after the last line's end that stands before `size`; nothing within reach: `size`.
std::uint64_t end_of_lines(int file, std::uint64_t size) {
  std::array<char, 64 * 1024> bytes{};
  std::uint64_t end = size;
  while (end > 0 && size - end < longest_line) {
    const std::uint64_t start = end > bytes.size() ? end - bytes.size() : 0;
    const ssize_t got = pread(file, bytes.data(), end - start, static_cast<off_t>(start));
    if (got != static_cast<ssize_t>(end - start)) return size;
    for (ssize_t i = got; i > 0; --i) {
      if (bytes[static_cast<std::size_t>(i - 1)] == '\n') return start + static_cast<std::uint64_t>(i);
    }
    end = start;
  }
  return end == 0 ? 0 : size;
}

}  // namespace

LogFile::LogFile(std::string path, Rotation rotation) : path_(std::move(path)), rotation_(rotation) {}
LogFile::~LogFile() { close_file(); }

void LogFile::close_file() {
  if (file_ >= 0) close(file_);
  file_ = -1;
}

bool LogFile::is_current() const {
  struct stat there {
  }, here{};
  return stat(path_.c_str(), &there) == 0 && fstat(file_, &here) == 0 && there.st_ino == here.st_ino &&
         there.st_dev == here.st_dev;
}

void LogFile::open() {
  if (file_ >= 0 && is_current()) return;
  close_file();
  // O_NONBLOCK: a named pipe without a reader must not hold us.
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0640);
  if (file_ < 0) fail(path_, "cannot be opened");
  struct stat status {};
  if (fstat(file_, &status) != 0) fail(path_, "cannot be looked at");
  regular_ = S_ISREG(status.st_mode);
  if (!regular_ && !S_ISCHR(status.st_mode)) {
    close_file();
    throw LogFileError(path_ + " is no file");
  }
  if (!regular_) return;
  if (status.st_size == 0)
    sync_folder(path_);
  else
    mend(static_cast<std::uint64_t>(status.st_size));
}

void LogFile::mend(std::uint64_t size) {
  char last = '\n';
  if (pread(file_, &last, 1, static_cast<off_t>(size - 1)) != 1 || last == '\n') return;
  const std::uint64_t end = end_of_lines(file_, size);
  if (end < size) {
    if (ftruncate(file_, static_cast<off_t>(end)) != 0) fail(path_, "an unfinished line cannot be cut off");
  } else if (write(file_, "\n", 1) != 1) {
    fail(path_, "an unfinished line cannot be ended");
  }
}

void LogFile::rotate_if_due(std::uint64_t more) {
  if (!regular_) return;
  struct stat status {};
  if (fstat(file_, &status) != 0) fail(path_, "cannot be looked at");
  if (status.st_size == 0) return;
  const bool full = rotation_.bytes > 0 && static_cast<std::uint64_t>(status.st_size) + more > rotation_.bytes;
  const bool old = rotation_.daily && day_of(status.st_mtim.tv_sec) != day_of(std::time(nullptr));
  if (!full && !old) return;
  put_aside();
  open();
}

void LogFile::put_aside() {
  const auto numbered = [this](unsigned number) { return path_ + "." + std::to_string(number); };
  // Up to the first gap: after a crash in the middle of this, what is there already must not move on twice.
  unsigned last = 1;
  while (last <= rotation_.keep && access(numbered(last).c_str(), F_OK) == 0) ++last;
  if (last > rotation_.keep) {
    last = rotation_.keep;
    if (last > 0 && unlink(numbered(last).c_str()) != 0 && errno != ENOENT) fail(numbered(last), "cannot be deleted");
  }
  for (unsigned number = last; number > 1; --number) {
    if (std::rename(numbered(number - 1).c_str(), numbered(number).c_str()) != 0)
      fail(numbered(number - 1), "cannot be renamed");
  }
  if (rotation_.keep == 0) {
    if (unlink(path_.c_str()) != 0) fail(path_, "cannot be deleted");
  } else if (std::rename(path_.c_str(), numbered(1).c_str()) != 0) {
    fail(path_, "cannot be renamed");
  }
  close_file();
  sync_folder(path_);
}

void LogFile::append(std::string_view lines) {
  open();
  rotate_if_due(lines.size());
  struct stat before {};
  if (fstat(file_, &before) != 0) fail(path_, "cannot be looked at");
  std::string_view rest = lines;
  while (!rest.empty()) {
    const ssize_t written = write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const int error = written < 0 ? errno : ENOSPC;
      // What was written of it goes again; where that fails, mend() does it when the file is opened next.
      const bool restored = !regular_ || ftruncate(file_, before.st_size) == 0;
      if (!restored) close_file();
      errno = error;
      fail(path_, "writing");
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (regular_ && fdatasync(file_) != 0) {
    const int error = errno;
    close_file();
    errno = error;
    fail(path_, "the lines did not reach the disk");
  }
}

}  // namespace kelpie::plugin
