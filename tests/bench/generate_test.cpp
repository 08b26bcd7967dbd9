#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <yaml-cpp/yaml.h>

#include "generate/event.hpp"
#include "generate/options.hpp"
#include "generate/output.hpp"
#include "generate/population.hpp"
#include "generate/writers.hpp"

using namespace kelpie::generate;

namespace {

const Population& company() {
  static const Population population(1);
  return population;
}

template <typename Writer>
std::vector<std::string> lines(Table table, std::uint64_t rows, std::uint64_t seed = 1) {
  const std::string path = "kelpie_generate_test_" + boost::unit_test::framework::current_test_case().p_name.get();
  EventSource source(company(), table, {parse_start("2025-03-03"), 7, rows}, seed);
  const Writer writer(company(), table);
  Output output(path);
  for (std::uint64_t i = 0; i < rows; ++i) {
    Event event;
    source.next(event);
    output.room();
    writer.write(output, event);
  }
  output.close();
  std::ifstream file(path);
  std::vector<std::string> result;
  for (std::string line; std::getline(file, line);) result.push_back(line);
  std::remove(path.c_str());
  return result;
}

std::uint64_t fnv(const std::vector<std::string>& texts) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string& text : texts) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(generate)

BOOST_AUTO_TEST_CASE(one_seed_writes_the_same_bytes_and_another_seed_others) {
  const auto first = lines<RowWriter>(Table::signin_logs, 200);
  BOOST_TEST(first == lines<RowWriter>(Table::signin_logs, 200), boost::test_tools::per_element());
  BOOST_TEST(fnv(first) != fnv(lines<RowWriter>(Table::signin_logs, 200, 2)));
}

BOOST_AUTO_TEST_CASE(every_line_is_an_object_in_both_tables_and_forms) {
  for (const Table table : {Table::signin_logs, Table::non_interactive}) {
    for (const std::string& line : lines<RowWriter>(table, 20)) {
      const YAML::Node row = YAML::Load(line);  // JSON is YAML
      BOOST_TEST_REQUIRE(row.IsMap());
      const bool objects = table == Table::signin_logs;
      BOOST_TEST(row["DeviceDetail"].IsMap() == objects);
      BOOST_TEST(row["ConditionalAccessPolicies"].IsSequence() == objects);
      const YAML::Node policies =
          objects ? row["ConditionalAccessPolicies"] : YAML::Load(row["ConditionalAccessPolicies"].as<std::string>());
      BOOST_TEST(policies.size() >= 4U);
      BOOST_TEST(policies.size() <= 10U);
      BOOST_TEST(YAML::Load(row["AuthenticationDetails"].as<std::string>()).IsSequence());
    }
    for (const std::string& line : lines<EnvelopeWriter>(table, 20)) {
      const YAML::Node envelope = YAML::Load(line);
      BOOST_TEST_REQUIRE(envelope["properties"].IsMap());
      BOOST_TEST(envelope["properties"]["appliedConditionalAccessPolicies"].IsSequence());
      BOOST_TEST(envelope["properties"]["authenticationDetails"].IsSequence());
    }
  }
}

BOOST_AUTO_TEST_CASE(both_forms_tell_of_the_same_sign_in) {
  const auto rows = lines<RowWriter>(Table::signin_logs, 50);
  const auto envelopes = lines<EnvelopeWriter>(Table::signin_logs, 50);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const YAML::Node row = YAML::Load(rows[i]);
    const YAML::Node envelope = YAML::Load(envelopes[i]);
    const YAML::Node properties = envelope["properties"];
    const auto same = [&](const char* column, const YAML::Node& value) {
      BOOST_TEST(row[column].as<std::string>() == value.as<std::string>());
    };
    same("TimeGenerated", envelope["time"]);
    same("ResultType", envelope["resultType"]);
    same("CorrelationId", envelope["correlationId"]);
    same("Id", properties["id"]);
    same("UserPrincipalName", properties["userPrincipalName"]);
    same("IPAddress", properties["ipAddress"]);
    same("UserAgent", properties["userAgent"]);
    same("ConditionalAccessStatus", properties["conditionalAccessStatus"]);
  }
}

BOOST_AUTO_TEST_CASE(rows_come_almost_in_the_order_of_their_time_and_fill_the_period) {
  EventSource source(company(), Table::signin_logs, {parse_start("2025-03-03"), 7, 20'000}, 1);
  const Ticks start = parse_start("2025-03-03");
  const Ticks end = start + 7 * 24 * ticks_per_hour;
  Ticks latest = start;
  for (int i = 0; i < 20'000; ++i) {
    Event event;
    source.next(event);
    BOOST_TEST_REQUIRE(event.time >= start);
    BOOST_TEST_REQUIRE(event.time < end + 4 * ticks_per_second);
    BOOST_TEST_REQUIRE(event.time > latest - 4 * ticks_per_second);
    BOOST_TEST_REQUIRE(event.created < event.time);
    latest = std::max(latest, event.time);
  }
  BOOST_TEST(latest > end - ticks_per_hour);
}

BOOST_AUTO_TEST_CASE(shares_and_skew_are_those_of_a_company) {
  EventSource source(company(), Table::signin_logs, {0, 7, 50'000}, 3);
  std::map<std::uint32_t, int> codes;
  std::map<std::uint32_t, int> users;
  std::map<std::uint32_t, std::map<std::uint32_t, int>> sprayed;
  for (int i = 0; i < 50'000; ++i) {
    Event event;
    source.next(event);
    ++codes[catalog::results()[event.result].code];
    ++users[event.user];
    if (event.attack) ++sprayed[event.address][event.user];
  }
  BOOST_TEST(codes[0] > 37'500);
  BOOST_TEST(codes[0] < 41'000);
  BOOST_TEST(codes[50126] > 2'500);
  BOOST_TEST(codes.size() >= 20U);
  int most = 0;
  for (const auto& [user, count] : users) most = std::max(most, count);
  BOOST_TEST(most > 20 * 50'000 / 20'000);
  std::size_t widest = 0;
  for (const auto& [address, tried] : sprayed) widest = std::max(widest, tried.size());
  BOOST_TEST(widest >= 20U);
}

BOOST_AUTO_TEST_CASE(no_two_people_share_a_name_and_no_two_addresses_are_alike) {
  std::map<std::string, int> seen;
  for (const User& user : company().users) ++seen[user.principal_name];
  BOOST_TEST(seen.size() == company().users.size());
  seen.clear();
  for (const Address& address : company().addresses) ++seen[address.text];
  BOOST_TEST(seen.size() == company().addresses.size());
  BOOST_TEST(seen.size() > 25'000U);
}

BOOST_AUTO_TEST_CASE(a_choice_follows_its_weights_and_never_draws_what_weighs_nothing) {
  const Choice choice({1, 0, 3});
  Random random(5);
  std::vector<int> drawn(3);
  for (int i = 0; i < 40'000; ++i) ++drawn[choice.draw(random)];
  BOOST_TEST(drawn[1] == 0);
  BOOST_TEST(drawn[0] > 9'500);
  BOOST_TEST(drawn[0] < 10'500);
}

BOOST_AUTO_TEST_CASE(a_start_that_is_no_time_is_refused) {
  BOOST_TEST(parse_start("1970-01-02") == 24 * ticks_per_hour);
  BOOST_TEST(parse_start("1970-01-01T01:00:30Z") == ticks_per_hour + 30 * ticks_per_second);
  for (const char* text :
       {"", "yesterday", "2025-02-30", "2025-03-03T25:00:00Z", "2025-03-03T00:00:00", "2025-03-03 "}) {
    BOOST_CHECK_THROW(parse_start(text), std::invalid_argument);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_an_error_that_names_it) {
  BOOST_CHECK_EXCEPTION(Output("/no/such/folder/events.json"), std::runtime_error, [](const std::runtime_error& error) {
    return std::string(error.what()).find("/no/such/folder/events.json") != std::string::npos;
  });
}

BOOST_AUTO_TEST_SUITE_END()
