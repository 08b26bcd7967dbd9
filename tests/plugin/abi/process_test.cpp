// What a life of the plugin leaves behind in the process: nothing.

#include <array>
#include <clocale>
#include <csignal>
#include <cstring>
#include <map>
#include <thread>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <dirent.h>
#include <unistd.h>

#include "tests/plugin/abi/life.hpp"

extern char** environ;

using namespace kelpie::plugin::test;

namespace {

/// What belongs to the host.
struct ProcessState {
  std::map<int, std::pair<std::uintptr_t, std::vector<unsigned char>>> handlers;
  sigset_t blocked{};
  mode_t mask = 0;
  std::string folder, locale;
  std::vector<std::string> environment;

  static ProcessState now() {
    ProcessState state;
    for (int number = 1; number < SIGRTMAX; ++number) {
      struct sigaction action {};
      if (sigaction(number, nullptr, &action) != 0) continue;
      std::vector<unsigned char> flags(sizeof action.sa_flags);
      std::memcpy(flags.data(), &action.sa_flags, flags.size());
      state.handlers[number] = {reinterpret_cast<std::uintptr_t>(action.sa_handler), flags};
    }
    pthread_sigmask(SIG_BLOCK, nullptr, &state.blocked);
    state.mask = umask(0);
    umask(state.mask);
    std::array<char, 4096> path{};
    state.folder = getcwd(path.data(), path.size());
    state.locale = setlocale(LC_ALL, nullptr);
    for (char** at = environ; *at != nullptr; ++at) state.environment.emplace_back(*at);
    return state;
  }
};

std::size_t entries_of(const char* folder) {
  DIR* const directory = opendir(folder);
  std::size_t count = 0;
  while (directory != nullptr && readdir(directory) != nullptr) ++count;
  if (directory != nullptr) closedir(directory);
  return count;
}

/// Threads that do not block a signal; /proc says so of each.
std::size_t threads_that_take_signals() {
  std::size_t count = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (!line.starts_with("SigBlk:")) continue;
      if ((std::stoull(line.substr(7), nullptr, 16) & (1ull << (SIGTERM - 1))) == 0) ++count;
    }
  }
  return count;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abi_process)

BOOST_AUTO_TEST_CASE(a_life_changes_nothing_that_is_the_hosts) {
  static_cast<void>(plugin());
  const ProcessState before = ProcessState::now();
  std::size_t descriptors = 0, threads = 0;
  for (int i = 0; i < 3; ++i) {
    {
      OwnLife life;
      life.begin();
      life.store(1, sign_in("a", 0, "50126"));
      BOOST_REQUIRE(fake_host_wait_deliveries(life.host, 1, long_enough));
      BOOST_TEST(life.query("SigninLogs | count") == "[1]\n");
      const ProcessState meanwhile = ProcessState::now();
      BOOST_TEST((meanwhile.handlers == before.handlers));
      BOOST_TEST((meanwhile.environment == before.environment));
    }
    // The first life may make what stays for the process.
    if (i == 0) {
      descriptors = entries_of("/proc/self/fd");
      threads = entries_of("/proc/self/task");
    }
  }
  const ProcessState after = ProcessState::now();
  BOOST_TEST((after.handlers == before.handlers));
  BOOST_TEST(std::memcmp(&after.blocked, &before.blocked, sizeof after.blocked) == 0);
  BOOST_TEST(after.mask == before.mask);
  BOOST_TEST(after.folder == before.folder);
  BOOST_TEST(after.locale == before.locale);
  BOOST_TEST((after.environment == before.environment));
  BOOST_TEST(entries_of("/proc/self/fd") == descriptors);
  BOOST_TEST(entries_of("/proc/self/task") == threads);
}

BOOST_AUTO_TEST_CASE(its_threads_take_no_signals) {
  OwnLife life;
  const std::size_t before = threads_that_take_signals();
  life.begin();
  life.store(1, sign_in("a"));
  BOOST_TEST(threads_that_take_signals() == before);
}

BOOST_AUTO_TEST_CASE(it_makes_no_more_threads_than_agreed) {
  OwnLife life;
  life.limits.threads = 3;
  const std::size_t before = entries_of("/proc/self/task");
  life.begin();
  for (std::uint64_t cookie = 1; cookie <= 5; ++cookie) life.store(cookie, sign_ins(std::to_string(cookie), 200));
  BOOST_TEST(entries_of("/proc/self/task") - before <= 3);
}

BOOST_AUTO_TEST_CASE(standard_output_and_error_stay_silent) {
  const ScratchFolder folder;
  const std::string file = folder / "said";
  FILE* const to = std::fopen(file.c_str(), "w");
  BOOST_REQUIRE(to != nullptr);
  std::fflush(nullptr);
  const int out = dup(1), error = dup(2);
  dup2(fileno(to), 1);
  dup2(fileno(to), 2);
  {
    OwnLife life;
    life.write("rules/broken.yaml", "id: [");
    life.begin();
    life.store(1, "no event\n" + sign_in("a", 0, "50126"));
    static_cast<void>(life.query("SigninLogs | nonsense"));
  }
  std::fflush(nullptr);
  dup2(out, 1);
  dup2(error, 2);
  close(out);
  close(error);
  std::fclose(to);
  std::ifstream said(file);
  BOOST_TEST(std::string(std::istreambuf_iterator<char>(said), {}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
