#include "plugin/instance/host_services.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <limits>

#include "plugin/instance/plugin_error.hpp"
#include "tables/text.hpp"

namespace kelpie::plugin {

namespace {

constexpr std::int64_t nanoseconds_per_tick = 100;
constexpr std::size_t longest_name = 200;

thread_local bool plugin_thread = false;

}  // namespace

std::int64_t ticks_of_unix(std::int64_t nanoseconds) {
  // A clock before 1970 rounds toward the past, as one behind it does.
  std::int64_t ticks = nanoseconds / nanoseconds_per_tick;
  if (nanoseconds % nanoseconds_per_tick < 0) --ticks;
  return tables::unix_epoch + ticks;
}

std::int64_t unix_of_ticks(std::int64_t ticks) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / nanoseconds_per_tick;
  return std::clamp(ticks - tables::unix_epoch, -most, most) * nanoseconds_per_tick;
}

HostServices::HostServices(const kelpie_host& host) {
  std::memcpy(&host_, &host, std::min<std::size_t>(host.struct_size, sizeof host_));
  name_ = std::string(view_of(host_.name).substr(0, longest_name));
  if (name_.empty()) name_ = "a host";
}

void HostServices::log(kelpie_log_level level, std::string_view message) const {
  while (message.ends_with('\n')) message.remove_suffix(1);
  if (host_.log != nullptr) host_.log(host_.context, level, text_of(message));
}

std::int64_t HostServices::now() const {
  if (host_.now != nullptr) return ticks_of_unix(host_.now(host_.context));
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return ticks_of_unix(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

std::int64_t HostServices::monotonic() const {
  if (host_.monotonic != nullptr) return host_.monotonic(host_.context);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void HostServices::metric(std::string_view name, kelpie_metric_kind kind, double value) const {
  if (host_.metric != nullptr) host_.metric(host_.context, text_of(name), kind, value);
}

void HostServices::durable(const kelpie_durable& report) const {
  if (host_.durable != nullptr) host_.durable(host_.context, &report);
}

kelpie_delivery HostServices::deliver(const kelpie_alert& alert, std::chrono::milliseconds deadline) const {
  return host_.deliver == nullptr ? KELPIE_RETRY : host_.deliver(host_.context, &alert, deadline.count());
}

bool HostServices::take_memory(std::uint64_t bytes) {
  if (host_.memory_take != nullptr && host_.memory_take(host_.context, bytes) != 0) return false;
  memory_ += bytes;
  return true;
}

void HostServices::give_memory(std::uint64_t bytes) {
  memory_ -= bytes;
  if (host_.memory_give != nullptr) host_.memory_give(host_.context, bytes);
}

GrantedMemory::GrantedMemory(HostServices& host, std::uint64_t bytes) : bytes_(bytes) {
  if (!host.take_memory(bytes))
    throw PluginError(KELPIE_OUT_OF_MEMORY, "the host does not grant " + std::to_string(bytes) + " bytes");
  host_ = &host;
}

PluginThread::PluginThread() { plugin_thread = true; }
PluginThread::~PluginThread() { plugin_thread = false; }
bool PluginThread::is_current() { return plugin_thread; }

SignalsBlocked::SignalsBlocked() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before_);
}

SignalsBlocked::~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace kelpie::plugin
