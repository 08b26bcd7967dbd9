#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <unistd.h>

#include "executor/engine.hpp"
#include "executor/error.hpp"
#include "executor/functions/builtin.hpp"
#include "executor/functions/ip/location_database.hpp"
#include "tables/dynamic.hpp"
#include "tables/memory_table.hpp"
#include "tests/executor/functions/location_file.hpp"

using namespace kelpie;
using namespace kelpie::executor;
using namespace kelpie::executor::test;

namespace {

/// A file that goes with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes)
      : path_((std::filesystem::temp_directory_path() / ("kelpie-locations-" + std::to_string(getpid()) + ".mmdb"))
                  .string()) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string places() {
  LocationFile file;
  file.add_ipv4({203, 0, 113, 0}, 24,
                mmdb::map({{"country", mmdb::names("Norway")},
                           {"subdivisions", mmdb::array({mmdb::names("Vestland"), mmdb::names("Nowhere")})},
                           {"city", mmdb::names("Bergen")},
                           {"location", mmdb::map({{"latitude", mmdb::real(60.4)}, {"longitude", mmdb::real(5.3)}})}}));
  file.add_ipv4({198, 51, 100, 0}, 24,
                mmdb::map({{"country", mmdb::names("Iceland")}, {"city", mmdb::text("of the wrong type")}}));
  file.add_ipv4({192, 0, 2, 0}, 24, mmdb::map({{"continent", mmdb::names("Europe")}}));
  file.add({0x20, 0x01, 0x0d, 0xb8}, 32, mmdb::map({{"country", mmdb::names("Finland")}}));
  return file.bytes();
}

/// What the function gives for an address, as JSON; the message where the query fails.
std::string whereabouts(const std::shared_ptr<const LocationDatabase>& locations, const std::string& address) {
  const tables::MemoryCatalog catalog;
  const Engine engine(catalog, make_builtin_registry({locations}));
  const QueryOutcome outcome =
      engine.query("datatable(ip:string)[\"" + address + "\"] | project geo_info_from_ip_address(ip)", {});
  if (!outcome.ok()) return outcome.diagnostics.back().message;
  const tables::Value value = outcome.tables.front().batches.front().columns.front().value_at(0);
  return value.is_null() ? "null" : tables::to_json(tables::DynamicView(value.as_text()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(locations)

BOOST_AUTO_TEST_CASE(an_address_is_looked_up) {
  const TemporaryFile file(places());
  const auto locations = std::make_shared<const LocationDatabase>(file.path());
  BOOST_TEST(whereabouts(locations, "203.0.113.77") ==
             R"({"country":"Norway","state":"Vestland","city":"Bergen","latitude":60.4,"longitude":5.3})");
  BOOST_TEST(whereabouts(locations, "::ffff:203.0.113.77") == whereabouts(locations, "203.0.113.77"));
  BOOST_TEST(whereabouts(locations, "2001:db8::1") == R"({"country":"Finland"})");
}

BOOST_AUTO_TEST_CASE(what_a_record_lacks_is_left_out) {
  const TemporaryFile file(places());
  const auto locations = std::make_shared<const LocationDatabase>(file.path());
  BOOST_TEST(whereabouts(locations, "198.51.100.1") == R"({"country":"Iceland"})");
  BOOST_TEST(whereabouts(locations, "192.0.2.1") == "null");
}

BOOST_AUTO_TEST_CASE(what_is_unknown_or_no_address_is_null) {
  const TemporaryFile file(places());
  const auto locations = std::make_shared<const LocationDatabase>(file.path());
  for (const char* address : {"203.0.114.1", "10.0.0.1", "2001:db9::1", "", "ada", "203.0.113.0/24", "203.0.113"}) {
    BOOST_TEST(whereabouts(locations, address) == "null", address);
  }
}

BOOST_AUTO_TEST_CASE(without_a_database_the_function_says_so) {
  BOOST_TEST(whereabouts(nullptr, "203.0.113.77").find("geo_info_from_ip_address() needs a database") == 0);
  BOOST_TEST(whereabouts(nullptr, "no address") == "null");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_refused) {
  const TemporaryFile file("country,city\nNorway,Bergen\n");
  BOOST_CHECK_THROW(LocationDatabase{file.path()}, std::runtime_error);
  BOOST_CHECK_THROW(LocationDatabase{file.path() + ".gone"}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_damaged_database_is_an_error) {
  // The data of the only record begins with a pointer to behind the end.
  LocationFile broken;
  broken.add_ipv4({203, 0, 113, 0}, 24,
                  mmdb::control(7, 1) + mmdb::text("country") + std::string("\x3f\xff\xff\xff\xff", 5));
  const TemporaryFile file(broken.bytes());
  const auto locations = std::make_shared<const LocationDatabase>(file.path());
  BOOST_TEST(whereabouts(locations, "203.0.113.77").find("is damaged") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
