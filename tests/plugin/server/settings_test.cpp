// What `kelpie serve --check` says of the files that a configuration names.

#include <filesystem>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "plugin/server/server_settings.hpp"
#include "tests/plugin/abi/scratch_folder.hpp"

using namespace kelpie;

namespace {

struct Files : plugin::test::ScratchFolder {
  [[nodiscard]] std::vector<std::string> problems(const std::string& keys) const {
    const std::string text = "store: " + folder + "/store\n" + keys;
    return server::problems_of_files(server::read_server_configuration(text, "kelpie.yaml"), [](kelpie_log_level, std::string_view) {});
  }
  const std::string folder = path();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_FIXTURE_TEST_CASE(files_that_are_there_are_no_problem_and_no_store_is_made, Files) {
  write("functions/Twice.kql", ".create function Twice(x: long) { x * 2 }");
  BOOST_TEST(problems("listen:\n  - address: 127.0.0.1:0\nfunctions: [" + folder + "/functions]\n") == std::vector<std::string>(),
             boost::test_tools::per_element());
  BOOST_TEST(!std::filesystem::exists(folder + "/store"));
}

BOOST_FIXTURE_TEST_CASE(each_file_that_cannot_be_used_is_named, Files) {
  const std::string certificate = write("server.pem", "no certificate");
  const auto told = problems(
      "listen:\n  - {address: '127.0.0.1:8443', protocol: https, certificate: " + certificate + ", key: " + folder + "/server.key}\n"
      "issuer: {issuer: 'https://login.example', audience: kelpie, keys: " + folder + "/keys.json}\n"
      "kafka:\n  - {topics: [signins], connection_string_file: " + folder + "/secret}\n"
      "schemas: [" + folder + "/schemas]\n");
  BOOST_REQUIRE(told.size() == 4u);
  const auto has = [&](const std::string& text) {
    bool found = false;
    for (const std::string& one : told) found = found || one.find(text) != std::string::npos;
    return found;
  };
  BOOST_TEST(has("127.0.0.1:8443: the certificate '" + certificate + "'"));
  BOOST_TEST(has(folder + "/keys.json"));
  BOOST_TEST(has("kafka.connection_string_file: '" + folder + "/secret'"));
  BOOST_TEST(has(folder + "/schemas"));
}

BOOST_AUTO_TEST_SUITE_END()
