#include "tables/readers/file_input.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tables/readers/sequential_input.hpp"

namespace kelpie::tables::readers {

namespace {

/// A descriptor that is closed with its owner, unless it is standard input.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ > STDIN_FILENO) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

class FileInput final : public Input {
 public:
  FileInput(Descriptor descriptor, std::uint64_t size) : descriptor_(std::move(descriptor)), size_(size) {}
  [[nodiscard]] bool seekable() const override { return true; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
  std::size_t read(std::uint64_t offset, char* to, std::size_t count, std::string& error) override {
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::pread(descriptor_.number(), to + done, count - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) error = std::strerror(errno);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  Descriptor descriptor_;
  std::uint64_t size_;
};

class PipeInput final : public SequentialInput {
 public:
  explicit PipeInput(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  std::size_t next(char* to, std::size_t count, std::string& error) override {
    std::size_t done = 0;
    while (done < count) {
      const ssize_t got = ::read(descriptor_.number(), to + done, count - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) error = std::strerror(errno);
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  Descriptor descriptor_;
};

}  // namespace

std::unique_ptr<Input> open_file(const std::string& path, std::string& error) {
  if (path == "-") return std::make_unique<PipeInput>(Descriptor(STDIN_FILENO));
  // A pipe nobody writes to must not hold the opening up.
  Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.number() < 0) {
    error = std::strerror(errno);
    return nullptr;
  }
  struct stat status {};
  const bool known = ::fstat(descriptor.number(), &status) == 0;
  if (known && S_ISREG(status.st_mode)) {
    return std::make_unique<FileInput>(std::move(descriptor), static_cast<std::uint64_t>(status.st_size));
  }
  if (known && S_ISFIFO(status.st_mode)) {
    ::fcntl(descriptor.number(), F_SETFL, ::fcntl(descriptor.number(), F_GETFL) & ~O_NONBLOCK);
    return std::make_unique<PipeInput>(std::move(descriptor));
  }
  error = "neither a regular file nor a pipe";
  return nullptr;
}

}  // namespace kelpie::tables::readers
