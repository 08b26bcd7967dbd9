// Everything at once on one instance of the plugin: several threads push, others query, inspect, and reload rules,
// while alerts are delivered. Made for the thread sanitizer; without it, it shows that nothing is lost and nothing
// hangs.
//   kelpie_plugin_concurrency RULES [SECONDS]

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include "plugin/abi/kelpie.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Counts {
  std::atomic<std::uint64_t> stored{0}, alerts{0}, queries{0}, reloads{0}, documents{0}, busy{0};
};

kelpie_text view(const std::string& text) { return {text.data(), text.size()}; }

/// Ends the process where a call is not what it must be.
class Caller {
 public:
  explicit Caller(const kelpie_plugin& plugin) : plugin_(plugin) {}
  kelpie_code operator()(const char* what, kelpie_code code, kelpie_code also = KELPIE_OK) {
    if (code != KELPIE_OK && code != also) {
      std::fprintf(stderr, "%s: code %d: %.*s\n", what, code,
                   error == nullptr ? 0 : static_cast<int>(error->message.size),
                   error == nullptr ? "" : error->message.data);
      std::_Exit(1);
    }
    plugin_.error_free(error);
    error = nullptr;
    return code;
  }
  kelpie_error* error = nullptr;

 private:
  const kelpie_plugin& plugin_;
};

class Instance {
 public:
  Instance(const std::string& folder, const std::string& rules) {
    kelpie_host host{};
    host.struct_size = sizeof host;
    host.abi_version = KELPIE_ABI_VERSION;
    host.context = &counts;
    host.durable = [](void* context, const kelpie_durable* report) {
      static_cast<Counts*>(context)->stored += report->stored;
    };
    host.deliver = [](void* context, const kelpie_alert*, std::int64_t) -> kelpie_delivery {
      return ++static_cast<Counts*>(context)->alerts % 5 == 0 ? KELPIE_RETRY : KELPIE_DELIVERED;
    };
    plugin.struct_size = sizeof plugin;
    if (kelpie_plugin_query(&host, &plugin, nullptr, 0) != KELPIE_OK) std::_Exit(1);
    Caller call(plugin);
    const std::string configuration = R"({"store":")" + folder + R"(/store","rules":[")" + rules +
                                      R"("],"clock":"events","delay":"0s","trust_others":true})";
    kelpie_limits limits{};
    limits.struct_size = sizeof limits;
    limits.queue_bytes = std::uint64_t{1} << 20;
    call("init", plugin.init(&host, view(configuration), &limits, &instance, &call.error));
    call("start", plugin.start(instance, &call.error));
  }

  kelpie_plugin plugin{};
  kelpie_instance* instance = nullptr;
  Counts counts;
};

constexpr int events_a_batch = 50;

std::string events(std::uint64_t batch) {
  std::string text;
  for (int i = 0; i < events_a_batch; ++i) {
    char line[400];
    const unsigned second = static_cast<unsigned>((batch * events_a_batch + static_cast<unsigned>(i)) / 20);
    std::snprintf(
        line, sizeof line,
        R"({"category":"SignInLogs","resultType":"50126","time":"2026-03-%02uT%02u:%02u:%02uZ","properties":{"id":"%llu-%d","userPrincipalName":"user%d@contoso.example","ipAddress":"203.0.113.%d","status":{"errorCode":50126}}})"
        "\n",
        1 + second / 86400 % 28, second / 3600 % 24, second / 60 % 60, second % 60,
        static_cast<unsigned long long>(batch), i, i, i % 3);
    text += line;
  }
  return text;
}

void push(Instance& of, std::mutex& order, std::uint64_t& cookie, const std::atomic<bool>& stop) {
  Caller call(of.plugin);
  while (!stop) {
    const std::lock_guard lock(order);  // a cookie and its push belong together
    const std::string lines = events(cookie);
    kelpie_batch batch{};
    batch.struct_size = sizeof batch;
    batch.cookie = cookie + 1;
    batch.lines = view(lines);
    kelpie_credit credit{};
    credit.struct_size = sizeof credit;
    if (call("push", of.plugin.push(of.instance, &batch, 20, &credit, &call.error), KELPIE_BUSY) == KELPIE_OK)
      ++cookie;
    else
      ++of.counts.busy;
  }
}

void query(Instance& of, const std::atomic<bool>& stop) {
  Caller call(of.plugin);
  const std::string text =
      "SigninLogs | summarize Rows = count(), Users = dcount(UserPrincipalName) by IPAddress; SigninLogs | take 3";
  while (!stop) {
    kelpie_query query{};
    query.struct_size = sizeof query;
    query.text = view(text);
    kelpie_cursor* cursor = nullptr;
    call("query_open", of.plugin.query_open(of.instance, &query, &cursor, &call.error));
    kelpie_rows rows{};
    rows.struct_size = sizeof rows;
    while (call("cursor_next", of.plugin.cursor_next(cursor, &rows, &call.error), KELPIE_END) == KELPIE_OK) {
    }
    of.plugin.cursor_close(cursor);
    ++of.counts.queries;
  }
}

void reload(Instance& of, const std::atomic<bool>& stop) {
  Caller call(of.plugin);
  while (!stop) {
    kelpie_rules* rules = nullptr;
    call("rules_prepare", of.plugin.rules_prepare(of.instance, nullptr, 0, &rules, nullptr, &call.error));
    call("rules_commit", of.plugin.rules_commit(of.instance, rules, &call.error));
    ++of.counts.reloads;
    call("quiesce", of.plugin.quiesce(of.instance, 5, &call.error), KELPIE_TIMEOUT);
    call("resume", of.plugin.resume(of.instance, &call.error));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
}

void inspect(Instance& of, const std::atomic<bool>& stop) {
  Caller call(of.plugin);
  while (!stop) {
    for (const kelpie_subject subject : {KELPIE_RULES, KELPIE_STATISTICS, KELPIE_INCIDENTS, KELPIE_TABLES}) {
      kelpie_document* document = nullptr;
      call("inspect", of.plugin.inspect(of.instance, subject, {nullptr, 0}, &document, &call.error));
      of.plugin.document_free(document);
      ++of.counts.documents;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: kelpie_plugin_concurrency RULES [SECONDS]\n");
    return 2;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "kelpie-concurrency-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 2;
  Instance of(folder, arguments[1]);
  std::atomic<bool> stop{false};
  std::mutex order;
  std::uint64_t cookie = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) threads.emplace_back([&] { push(of, order, cookie, stop); });
  for (int i = 0; i < 2; ++i) threads.emplace_back([&] { query(of, stop); });
  threads.emplace_back([&] { reload(of, stop); });
  threads.emplace_back([&] { inspect(of, stop); });
  std::this_thread::sleep_for(std::chrono::seconds(count > 2 ? std::atoi(arguments[2]) : 2));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  Caller call(of.plugin);
  call("flush", of.plugin.flush(of.instance, 60'000, &call.error));
  call("drain", of.plugin.drain(of.instance, 60'000, &call.error), KELPIE_TIMEOUT);
  call("stop", of.plugin.stop(of.instance, 10'000, &call.error));
  of.plugin.close(of.instance);
  std::filesystem::remove_all(folder);
  const Counts& counts = of.counts;
  std::printf("%llu events stored, %llu alerts, %llu queries, %llu reloads, %llu documents, busy %llu times\n",
              static_cast<unsigned long long>(counts.stored), static_cast<unsigned long long>(counts.alerts),
              static_cast<unsigned long long>(counts.queries), static_cast<unsigned long long>(counts.reloads),
              static_cast<unsigned long long>(counts.documents), static_cast<unsigned long long>(counts.busy));
  const bool complete = counts.stored == cookie * events_a_batch;
  if (!complete)
    std::fprintf(stderr, "%llu batches were taken: %llu events should be there\n",
                 static_cast<unsigned long long>(cookie), static_cast<unsigned long long>(cookie * events_a_batch));
  return complete && counts.queries > 0 && counts.reloads > 0 ? 0 : 1;
}
