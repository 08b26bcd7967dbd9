#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kelpie::plugin::rsyslog {

/// Events that rsyslog was told are deferred, and that are not stored yet. When the program ends within a transaction,
/// rsyslog goes on with the message that had no answer and forgets those before it (measured with 8.2302.0). So a file
/// has them too: not synchronised, since it outlives this process, and a machine that ends takes rsyslog along, whose
/// queue begins with the transaction again. For one thread, of the process that writes to the store.
class DeferredEvents {
 public:
  explicit DeferredEvents(std::string path) : path_(std::move(path)) {}
  ~DeferredEvents();
  DeferredEvents(const DeferredEvents&) = delete;
  DeferredEvents& operator=(const DeferredEvents&) = delete;

  /// Opens the file or makes it, readable by its owner only, and takes up what a process before this one left. False:
  /// see error().
  bool open();
  /// The line will outlive this process. False: it may not, and is not among lines(); see error().
  bool add(std::string_view line);
  /// All are stored. False: the file still has them; see error().
  bool clear();

  /// Each with its newline.
  [[nodiscard]] const std::string& lines() const { return lines_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  bool fail(const char* what);

  std::string path_, lines_, error_;
  int file_ = -1;
};

}  // namespace kelpie::plugin::rsyslog
