#pragma once

#include <signal.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "plugin/abi/kelpie.h"
#include "rules/runtime/clock.hpp"

namespace kelpie::plugin {

/// Nanoseconds since 1970 and ticks.
[[nodiscard]] std::int64_t ticks_of_unix(std::int64_t nanoseconds);
[[nodiscard]] std::int64_t unix_of_ticks(std::int64_t ticks);

[[nodiscard]] inline std::string_view view_of(kelpie_text text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}
[[nodiscard]] inline kelpie_text text_of(std::string_view text) { return {text.data(), text.size()}; }

/// The services of the host, with ours where it has none. Thread-safe.
class HostServices final : public rules::Clock {
 public:
  /// Copies the part of the table that the host's struct_size covers.
  explicit HostServices(const kelpie_host& host);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool delivers() const { return host_.deliver != nullptr; }

  void log(kelpie_log_level level, std::string_view message) const;
  /// Ticks, never before year 1.
  [[nodiscard]] std::int64_t now() const override;
  /// Nanoseconds for durations.
  [[nodiscard]] std::int64_t monotonic() const;
  void metric(std::string_view name, kelpie_metric_kind kind, double value) const;
  void durable(const kelpie_durable& report) const;
  [[nodiscard]] kelpie_delivery deliver(const kelpie_alert& alert, std::chrono::milliseconds deadline) const;
  /// False: the host does not grant it.
  [[nodiscard]] bool take_memory(std::uint64_t bytes);
  void give_memory(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t memory() const { return memory_; }

 private:
  kelpie_host host_{};
  std::string name_;
  std::atomic<std::uint64_t> memory_{0};
};

/// Memory that the host granted, given back at the end.
class GrantedMemory {
 public:
  GrantedMemory() = default;
  /// Throws PluginError (out of memory) when the host refuses.
  GrantedMemory(HostServices& host, std::uint64_t bytes);
  ~GrantedMemory() { reset(); }
  GrantedMemory(GrantedMemory&& other) noexcept : host_(std::exchange(other.host_, nullptr)), bytes_(other.bytes_) {}
  GrantedMemory& operator=(GrantedMemory&& other) noexcept {
    reset();
    host_ = std::exchange(other.host_, nullptr);
    bytes_ = other.bytes_;
    return *this;
  }

 private:
  void reset() {
    if (host_ != nullptr) host_->give_memory(bytes_);
    host_ = nullptr;
  }
  HostServices* host_ = nullptr;
  std::uint64_t bytes_ = 0;
};

/// The host's thread is within a function that the plugin called, or it is the plugin's own: it must not wait for the
/// plugin's threads.
class PluginThread {
 public:
  PluginThread();
  ~PluginThread();
  PluginThread(const PluginThread&) = delete;
  PluginThread& operator=(const PluginThread&) = delete;
  [[nodiscard]] static bool is_current();
};

/// Threads that are made while it lives take no signals: those are the host's.
class SignalsBlocked {
 public:
  SignalsBlocked();
  ~SignalsBlocked();
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace kelpie::plugin
