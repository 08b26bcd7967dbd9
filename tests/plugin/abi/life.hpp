#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/abi/kelpie_load.h"
#include "tests/plugin/abi/fake_host.h"
#include "tests/plugin/abi/scratch_folder.hpp"

namespace kelpie::plugin::test {

/// The functions of libkelpie.so, which is loaded once a process.
[[nodiscard]] const kelpie_plugin& plugin();

[[nodiscard]] inline kelpie_text text_of(std::string_view text) { return {text.data(), text.size()}; }
[[nodiscard]] inline std::string string_of(kelpie_text text) {
  return text.data == nullptr ? std::string() : std::string(text.data, text.size);
}

/// An error that is freed at the end.
class Error {
 public:
  ~Error() { plugin().error_free(error_); }
  Error() = default;
  Error(const Error&) = delete;
  Error& operator=(const Error&) = delete;
  /// For a call; what was there before is freed.
  [[nodiscard]] kelpie_error** out();
  [[nodiscard]] const kelpie_error* get() const { return error_; }
  [[nodiscard]] std::string message() const { return error_ == nullptr ? std::string() : string_of(error_->message); }
  [[nodiscard]] std::string detail() const { return error_ == nullptr ? std::string() : string_of(error_->detail); }

 private:
  kelpie_error* error_ = nullptr;
};

/// A document's text, freed.
[[nodiscard]] std::string taken(kelpie_document* document);

/// A sign-in as a line of JSON: its id, a second of 2026-03-01 08:00, and how it went ("0": well).
[[nodiscard]] std::string sign_in(const std::string& id, unsigned second = 0, const std::string& result = "0");
/// `count` of them, ids PREFIX0...
[[nodiscard]] std::string sign_ins(const std::string& prefix, std::size_t count);
/// A rule that tells of each failed sign-in as it arrives.
[[nodiscard]] std::string failure_rule(const std::string& title = "Failed");

/// 2026-03-01T09:00:00Z in nanoseconds.
constexpr std::int64_t nine = 1772355600ll * 1'000'000'000;
constexpr std::int64_t second = 1'000'000'000;
/// Milliseconds, longer than anything takes on a busy machine.
constexpr std::int64_t long_enough = 20'000;

/// An instance with a fake host, on a store of its own or of the test's. What the plugin does against kelpie.h's rules
/// is an error of the test.
class Life {
 public:
  /// Not begun yet: the host can be given its script before begin().
  explicit Life(std::string folder);
  ~Life();
  Life(const Life&) = delete;
  Life& operator=(const Life&) = delete;

  fake_host* host = nullptr;
  kelpie_instance* instance = nullptr;
  kelpie_limits limits{};
  kelpie_host services{};  // handed to init()
  std::string more;        // members of the configuration behind store and rules: ,"delay":"0s"

  [[nodiscard]] std::string configuration() const;
  [[nodiscard]] kelpie_code init(kelpie_error** error = nullptr);
  /// init() and start(); that both went well is required.
  void begin();
  [[nodiscard]] kelpie_code push(std::uint64_t cookie, std::string_view lines, std::int64_t deadline_ms = long_enough,
                                 kelpie_error** error = nullptr, std::string_view table = "SigninLogs");
  /// Pushes and waits until it is on the disk.
  void store(std::uint64_t cookie, std::string_view lines);
  /// All rows of a query, a line each; what failed as "CODE message".
  [[nodiscard]] std::string query(std::string_view text);
  /// stop(), after which the host may not be called, and close(); what stop() answered.
  kelpie_code end(std::int64_t deadline_ms = long_enough);
  [[nodiscard]] kelpie_credit credit() const;
  [[nodiscard]] std::vector<fake_delivery> deliveries() const;
  [[nodiscard]] std::string inspect(kelpie_subject subject, std::string_view argument = {}) const;

 private:
  std::string folder_;
};

/// A folder with one rule, rules/failure.yaml, and a life in it.
struct OwnLife : ScratchFolder, Life {
  OwnLife();
};

}  // namespace kelpie::plugin::test
