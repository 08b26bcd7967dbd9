#include "ingest_process.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kelpie::tests {

IngestProcess::IngestProcess(const std::string& kelpie, const std::string& store, const std::string& fault, const std::vector<std::string>& options) {
  std::array<int, 2> in{}, out{}, error{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(error.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  child_ = ::fork();
  if (child_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::dup2(error[1], STDERR_FILENO);
    if (fault.empty()) ::unsetenv("KELPIE_STORE_FAULT");
    else ::setenv("KELPIE_STORE_FAULT", fault.c_str(), 1);
    std::vector<std::string> words{kelpie, "ingest", "--store", store, "--acknowledge", "--log-bytes", "60000"};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back("-");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(kelpie.c_str(), arguments.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  ::close(error[1]);
  in_ = in[1];
  out_ = out[0];
  error_ = error[0];
}

IngestProcess::~IngestProcess() {
  if (child_ > 0) {
    kill();
    wait();
  }
}

bool IngestProcess::send(const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::write(in_, bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

void IngestProcess::end() {
  if (in_ >= 0) ::close(in_);
  in_ = -1;
}

std::uint64_t IngestProcess::acknowledged(std::chrono::milliseconds wait) {
  pollfd news{out_, POLLIN, 0};
  if (ended_ || ::poll(&news, 1, static_cast<int>(wait.count())) <= 0) return acknowledged_;
  std::array<char, 4096> block{};
  const ssize_t got = ::read(out_, block.data(), block.size());
  if (got <= 0) {
    ended_ = true;
    return acknowledged_;
  }
  unread_.append(block.data(), static_cast<std::size_t>(got));
  for (std::size_t newline = unread_.find('\n'); newline != std::string::npos; newline = unread_.find('\n')) {
    const std::string line = unread_.substr(0, newline);
    unread_.erase(0, newline + 1);
    const std::size_t at = line.find("\"bytes\":");
    if (at == std::string::npos) throw std::runtime_error("no acknowledgement: " + line);
    std::from_chars(line.data() + at + 8, line.data() + line.size(), acknowledged_);
  }
  return acknowledged_;
}

void IngestProcess::kill() {
  if (child_ > 0) ::kill(child_, SIGKILL);
}

int IngestProcess::wait() {
  end();
  while (!ended_) acknowledged(std::chrono::milliseconds(1000));
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t got = ::read(error_, block.data(), block.size());
    if (got <= 0) break;
    complaints_.append(block.data(), static_cast<std::size_t>(got));
  }
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  ::close(out_);
  ::close(error_);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace kelpie::tests
