#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kelpie::tests {

/// `kelpie ingest -` as a child: lines go in, acknowledgements come out.
class IngestProcess {
 public:
  /// `fault`: what KELPIE_STORE_FAULT holds; empty: nothing.
  IngestProcess(const std::string& kelpie, const std::string& store, const std::string& fault, const std::vector<std::string>& options = {});
  ~IngestProcess();
  IngestProcess(const IngestProcess&) = delete;
  IngestProcess& operator=(const IngestProcess&) = delete;

  /// False: it reads no more.
  bool send(const std::string& bytes);
  /// No more will be sent.
  void end();
  /// Bytes of what was sent that are dealt with. Waits for news until the time is over or, when there is news, no longer than for it.
  std::uint64_t acknowledged(std::chrono::milliseconds wait);
  void kill();
  /// Waits for its end. The exit code, or minus the signal.
  int wait();
  /// What it said on standard error; after wait().
  [[nodiscard]] const std::string& complaints() const { return complaints_; }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void close_all();
  pid_t child_ = -1;
  int in_ = -1, out_ = -1, error_ = -1;
  std::string unread_;
  std::string complaints_;
  std::uint64_t acknowledged_ = 0;
  bool ended_ = false;  // of its standard output
};

}  // namespace kelpie::tests
