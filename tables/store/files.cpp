#include "tables/store/files.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tables/store/store_error.hpp"

namespace kelpie::tables::store {

namespace {

[[noreturn]] void refuse(Operation operation, const std::string& path, int error) {
  std::string message = path + ": cannot " + std::string(name_of(operation)) + ": " + std::strerror(error);
  if (error == ENOSPC || error == EDQUOT) message += "; make room on the disk, then start again: nothing that was acknowledged is lost";
  throw StoreError(message);
}

[[noreturn]] void kill_this_process() {
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return 0;
}

int open_file(const std::string& path, int flags) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0640);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

}  // namespace

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::create: return "create";
    case Operation::write: return "write";
    case Operation::sync: return "sync";
    case Operation::rename: return "rename";
    case Operation::truncate: return "truncate";
    case Operation::remove: return "remove";
  }
  return "";
}

OutputFile::~OutputFile() { ::close(descriptor_); }

/// f does the operation, or its first half, and returns errno or 0.
template <typename F>
void Files::request(Operation operation, const std::string& path, F&& f) const {
  const Fault fault = hook_ ? hook_(operation, path) : Fault::none;
  if (fault == Fault::kill_before) kill_this_process();
  if (fault == Fault::kill_within) {
    if (operation == Operation::write) f(true);
    kill_this_process();
  }
  if (fault == Fault::fail) {
    if (operation == Operation::write) f(true);
    refuse(operation, path, ENOSPC);
  }
  if (const int error = f(false); error != 0) refuse(operation, path, error);
  if (fault == Fault::kill_after) kill_this_process();
}

void Files::make_folder(const std::string& path) const {
  request(Operation::create, path, [&](bool) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    return error.value();
  });
}

std::unique_ptr<OutputFile> Files::create(const std::string& path) const {
  int descriptor = -1;
  request(Operation::create, path, [&](bool) {
    descriptor = open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);
    return descriptor < 0 ? errno : 0;
  });
  return std::make_unique<OutputFile>(descriptor, path);
}

std::unique_ptr<OutputFile> Files::append_to(const std::string& path) const {
  const int descriptor = open_file(path, O_WRONLY | O_APPEND);
  if (descriptor < 0) refuse(Operation::write, path, errno);
  return std::make_unique<OutputFile>(descriptor, path);
}

void Files::write(const OutputFile& file, std::string_view bytes) const {
  request(Operation::write, file.path(), [&](bool half) { return write_all(file.descriptor(), half ? bytes.substr(0, bytes.size() / 2) : bytes); });
}

void Files::sync(const OutputFile& file) const {
  request(Operation::sync, file.path(), [&](bool) { return ::fdatasync(file.descriptor()) == 0 ? 0 : errno; });
}

void Files::sync_folder(const std::string& path) const {
  request(Operation::sync, path, [&](bool) {
    const int descriptor = open_file(path, O_RDONLY | O_DIRECTORY);
    if (descriptor < 0) return errno;
    const int error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    return error;
  });
}

void Files::rename(const std::string& from, const std::string& to) const {
  request(Operation::rename, from, [&](bool) { return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno; });
}

void Files::truncate(const std::string& path, std::uint64_t size) const {
  request(Operation::truncate, path, [&](bool) { return ::truncate(path.c_str(), static_cast<off_t>(size)) == 0 ? 0 : errno; });
}

void Files::remove(const std::string& path) const {
  request(Operation::remove, path, [&](bool) { return ::unlink(path.c_str()) == 0 || errno == ENOENT ? 0 : errno; });
}

}  // namespace kelpie::tables::store
