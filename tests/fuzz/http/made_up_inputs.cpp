// A fuzz target without libFuzzer: made-up inputs from a seed, or files. For compilers and machines without it, and for
// a look at every test run.
//   PROGRAM --seed N --inputs N    PROGRAM FILE...

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// Bytes with texts between them, as a fuzzer would find them after a while.
std::string made_up(std::mt19937_64& random) {
  static const std::string_view pieces[] = {
      "SigninLogs | where ResultType == 0 | summarize count() by bin(TimeGenerated, 1h)",
      "print x = dynamic({\"a\":[1,2]}) | mv-expand x.a",
      ".show tables",
      "range x from 1 to 100000 step 1 | join kind=inner (range x from 1 to 100000 step 1) on x",
      "SigninLogs | order by nosuch",
      "let f = (x:long) { x",
      "{\"id\":\"1\",\"createdDateTime\":\"2026-03-02T08:02:00Z\"}",
      "[1,\"\\ud800\",{\"a\":1e999}]",
      "\xff\xfe\xc3",
      "startswith(userPrincipalName,'a') and status/errorCode ne 0",
      "createdDateTime ge 2026-03-02T08:00:00Z",
      "%2e%2e%2f%00%zz",
      "gzip",
      "application/json; charset=utf-16",
      "Bearer e.e.e",
      "shipper/7",
      "{\"Options\":{\"servertimeout\":\"-00:00:01\",\"truncationmaxrecords\":\"x\"}}",
      "*",
      "Content-Length: 5\r\n\r\nhello",
      "5\r\nhello\r\n0\r\n\r\n"};
  std::string made;
  for (auto parts = 1 + random() % 40; parts > 0; --parts) {
    if (random() % 4 == 0)
      made += std::string(pieces[random() % std::size(pieces)]) + '\0';
    else
      for (auto bytes = random() % 12; bytes > 0; --bytes)
        made += static_cast<char>(random() % (random() % 3 == 0 ? 8 : 256));
  }
  return made;
}

/// Of the input under way, for whoever looks for what ended the program.
volatile std::uint64_t at = 0;

extern "C" void tell_seed(int) {
  char text[64];
  const int size =
      std::snprintf(text, sizeof text, "the input of --seed %llu --inputs 1\n", static_cast<unsigned long long>(at));
  static_cast<void>(!::write(2, text, static_cast<std::size_t>(size)));
}

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() != 4 || arguments[0] != "--seed" || arguments[2] != "--inputs") {
    for (const std::string& path : arguments) {
      std::ifstream file(path, std::ios::binary);
      if (!file) {
        std::cerr << path << " cannot be read\n";
        return 1;
      }
      run({std::istreambuf_iterator<char>(file), {}});
    }
    return 0;
  }
  std::signal(SIGABRT, tell_seed);
  const std::uint64_t seed = std::stoull(arguments[1]), inputs = std::stoull(arguments[3]);
  for (std::uint64_t number = 0; number < inputs; ++number) {
    std::mt19937_64 random(seed + number);
    const std::string input = made_up(random);
    at = seed + number;
    run(input);
  }
  std::cout << inputs << " inputs from seed " << seed << '\n';
  return 0;
}
