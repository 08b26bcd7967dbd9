// Kills `kelpie ingest` while events stream in and looks whether what was acknowledged is there, once.
//   kelpie_store_crash KELPIE --kills N [--seed S]     at random moments
//   kelpie_store_crash KELPIE --faults [--every N]     at every request to the file system (or every Nth), and makes each fail

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "ingest_process.hpp"
#include "tables/entra_schemas.hpp"
#include "tables/store/store.hpp"
#include "tables/store/verify.hpp"

namespace {

using namespace kelpie;
using tests::IngestProcess;
using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

/// A sign-in whose id says its number.
std::string event(std::uint64_t number) {
  char line[512];
  const int size = std::snprintf(line, sizeof(line),
                                 "{\"time\":\"2026-01-%02uT%02u:%02u:%02uZ\",\"category\":\"SignInLogs\",\"operationName\":\"Sign-in activity\",\"resultType\":\"%d\","
                                 "\"properties\":{\"id\":\"%08x-0000-4000-8000-0000%08x\",\"userPrincipalName\":\"user%u@contoso.example\",\"appDisplayName\":\"app%u\"}}\n",
                                 1 + unsigned(number / 86400 % 28), unsigned(number / 3600 % 24), unsigned(number / 60 % 60), unsigned(number % 60),
                                 number % 7 == 0 ? 50126 : 0, unsigned(number), unsigned(number * 7), unsigned(number % 97), unsigned(number % 13));
  return {line, static_cast<std::size_t>(size)};
}

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kelpie-crash-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] std::string store() const { return path_ + "/store"; }

 private:
  std::string path_;
};

/// The numbers of all events in the store, sorted. Fails when it takes a second to open.
std::vector<std::uint64_t> stored(const std::string& folder) {
  const auto begin = Clock::now();
  tables::store::Store store(folder, std::make_shared<const tables::SchemaSet>(tables::entra_schemas()));
  const auto table = store.snapshot()->find("SigninLogs");
  if (Clock::now() - begin > std::chrono::seconds(1)) fail("the store took more than a second to open");
  const std::size_t column = table->schema().find("Id").value();
  std::vector<std::uint64_t> numbers;
  for (const auto& segment : table->segments()) {
    const tables::Vector ids = segment->read(column, 0, segment->size());
    for (std::size_t i = 0; i < ids.size(); ++i) numbers.push_back(std::stoull(ids.value_at(i).as_text().data(), nullptr, 16));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

/// Every event below `acknowledged` is there; none is there twice; none is there that was not sent.
void check(const std::string& folder, std::uint64_t acknowledged, std::uint64_t sent) {
  const auto numbers = stored(folder);
  for (std::uint64_t i = 0; i < acknowledged; ++i) {
    if (i >= numbers.size() || numbers[i] != i) fail("event " + std::to_string(i) + " of " + std::to_string(acknowledged) + " acknowledged ones is missing or there twice");
  }
  if (std::adjacent_find(numbers.begin(), numbers.end()) != numbers.end()) fail("an event is there twice");
  if (!numbers.empty() && numbers.back() >= sent) fail("an event is there that was not sent");
}

void check_sound(const std::string& folder) {
  const auto report = tables::store::verify_store(folder);
  if (!report.damages.empty()) fail("damage: " + report.damages.front());
}

/// Sends events from `first` on, some of them again, until it is killed; returns the first event that is not acknowledged.
std::uint64_t stream_and_kill(const std::string& kelpie, const std::string& store, std::uint64_t first, std::uint64_t& sent, std::mt19937_64& random) {
  IngestProcess process(kelpie, store, "");
  const std::uint64_t begin = first - std::min<std::uint64_t>(first, random() % 200);
  const auto end = Clock::now() + std::chrono::microseconds(random() % 250'000);
  std::vector<std::uint64_t> ends;  // of the events sent, in bytes
  std::uint64_t bytes = 0;
  std::uint64_t next = begin;
  while (Clock::now() < end) {
    std::string batch;
    for (std::uint64_t i = random() % 300; i > 0; --i) {
      const std::string line = event(next++);
      batch += line;
      bytes += line.size();
      ends.push_back(bytes);
    }
    sent = std::max(sent, next);
    if (!process.send(batch)) break;
    process.acknowledged(std::chrono::milliseconds(random() % 3));
  }
  process.kill();
  process.wait();
  const std::uint64_t acknowledged = process.acknowledged(std::chrono::milliseconds(0));
  const auto behind = std::upper_bound(ends.begin(), ends.end(), acknowledged);
  return std::max(first, begin + static_cast<std::uint64_t>(behind - ends.begin()));
}

void kill_at_random(const std::string& kelpie, int kills, std::uint64_t seed) {
  const Folder folder;
  std::mt19937_64 random(seed);
  std::uint64_t acknowledged = 0;
  std::uint64_t sent = 0;
  for (int i = 1; i <= kills; ++i) {
    acknowledged = stream_and_kill(kelpie, folder.store(), acknowledged, sent, random);
    if (!tables::store::is_store(folder.store())) continue;
    check(folder.store(), acknowledged, sent);
    if (i % 10 == 0 || i == kills) check_sound(folder.store());
  }
  std::cout << kills << " kills (seed " << seed << "), " << acknowledged << " events acknowledged, " << sent << " sent: each acknowledged one is there once, the store is sound\n";
}

constexpr std::uint64_t fault_events = 3000;
constexpr std::uint64_t fault_batch = 150;

/// Sends all events in batches, each when the one before is acknowledged. The number acknowledged.
std::uint64_t send_all(IngestProcess& process) {
  std::uint64_t bytes = 0;
  std::uint64_t next = 0;
  while (next < fault_events) {
    std::string batch;
    for (std::uint64_t i = 0; i < fault_batch; ++i) batch += event(next + i);
    bytes += batch.size();
    if (!process.send(batch)) return next;
    while (process.acknowledged(std::chrono::milliseconds(5000)) < bytes) {
      if (process.ended()) return next;
    }
    next += fault_batch;
  }
  return next;
}

std::uint64_t count_requests(const std::string& kelpie) {
  const Folder folder;
  IngestProcess process(kelpie, folder.store(), "count");
  if (send_all(process) != fault_events) fail("the run without a fault did not end");
  if (process.wait() != 0) fail("the run without a fault failed: " + process.complaints());
  const std::string said = "store requests: ";
  const std::size_t at = process.complaints().find(said);
  if (at == std::string::npos) fail("it did not say how many requests there were: " + process.complaints());
  return std::stoull(process.complaints().substr(at + said.size()));
}

void fail_everywhere(const std::string& kelpie, std::uint64_t every) {
  const std::uint64_t requests = count_requests(kelpie);
  std::uint64_t runs = 0;
  for (std::uint64_t number = 1; number <= requests; number += every) {
    for (const std::string action : {"fail", "kill-before", "kill-within", "kill-after"}) {
      const Folder folder;
      const std::string fault = std::to_string(number) + ":" + action;
      std::uint64_t acknowledged = 0;
      {
        IngestProcess process(kelpie, folder.store(), fault);
        acknowledged = send_all(process);
        const int code = process.wait();
        if (action == "fail" && code == 1 && process.complaints().find("No space left") == std::string::npos) fail(fault + ": no clear error: " + process.complaints());
        if (action != "fail" && code != -SIGKILL && acknowledged != fault_events) fail(fault + ": ended with " + std::to_string(code) + ": " + process.complaints());
      }
      try {
        if (tables::store::is_store(folder.store())) {
          check(folder.store(), acknowledged, fault_events);
          check_sound(folder.store());
        } else if (acknowledged > 0) {
          fail("there is no store");
        }
        IngestProcess again(kelpie, folder.store(), "");
        if (send_all(again) != fault_events || again.wait() != 0) fail("it does not go on: " + again.complaints());
        check(folder.store(), fault_events, fault_events);
        check_sound(folder.store());
      } catch (const std::exception& error) {
        fail(fault + ": " + error.what());
      }
      ++runs;
    }
  }
  std::cout << runs << " runs with a fault at one of " << requests << " requests: nothing acknowledged is lost, the store is sound\n";
}

std::uint64_t number_of(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) fail("'" + text + "' is no number");
  return number;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 2) fail("usage: kelpie_store_crash KELPIE --kills N [--seed S] | --faults [--every N]");
    const auto value = [&](const std::string& option, std::uint64_t otherwise) {
      const auto at = std::find(words.begin(), words.end(), option);
      return at != words.end() && at + 1 != words.end() ? number_of(*(at + 1)) : otherwise;
    };
    if (words[1] == "--kills") kill_at_random(words[0], static_cast<int>(value("--kills", 1)), value("--seed", std::random_device{}()));
    else if (words[1] == "--faults") fail_everywhere(words[0], value("--every", 1));
    else fail("'" + words[1] + "' is no option");
  } catch (const std::exception& error) {
    std::cerr << "kelpie_store_crash: " << error.what() << '\n';
    return 1;
  }
  return 0;
}
