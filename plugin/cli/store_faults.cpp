#include "plugin/cli/store_faults.hpp"

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "plugin/cli/session.hpp"

namespace kelpie::plugin {

namespace {

using tables::store::Fault;
using tables::store::FaultHook;
using tables::store::Operation;

/// Tells the count when the last copy of the hook goes.
struct Counter {
  std::atomic<std::uint64_t> count = 0;
  bool tells = false;
  Counter() = default;
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;
  ~Counter() {
    if (tells) std::cerr << "store requests: " << count << '\n';
  }
};

Fault fault_named(const std::string& action) {
  if (action == "fail") return Fault::fail;
  if (action == "kill-before") return Fault::kill_before;
  if (action == "kill-within") return Fault::kill_within;
  if (action == "kill-after") return Fault::kill_after;
  throw UsageError("KELPIE_STORE_FAULT: '" + action + "' is no action; there are fail, kill-before, kill-within and kill-after");
}

}  // namespace

FaultHook store_faults() {
  const char* variable = std::getenv("KELPIE_STORE_FAULT");
  if (variable == nullptr || *variable == 0) return {};
  const std::string text = variable;
  auto counter = std::make_shared<Counter>();
  if (text == "count") {
    counter->tells = true;
    return [counter](Operation, const std::string&) {
      ++counter->count;
      return Fault::none;
    };
  }
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || *end != ':') throw UsageError("KELPIE_STORE_FAULT: '" + text + "' is not NUMBER:ACTION");
  const Fault fault = fault_named(end + 1);
  return [counter, number, fault](Operation, const std::string&) { return ++counter->count == number ? fault : Fault::none; };
}

}  // namespace kelpie::plugin
