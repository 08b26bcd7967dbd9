// Elasticsearch as shippers speak it.

#include <boost/test/unit_test.hpp>

#include "../intake/routed.hpp"
#include "plugin/server/api/elasticsearch/bulk.hpp"
#include "plugin/server/api/routes.hpp"
#include "plugin/server/intake/table_names.hpp"

namespace kelpie::tests {

namespace {

struct Elasticsearch : Routed {
  Elasticsearch() : Routed(server::add_elasticsearch_routes) {}
};

const server::Headers shipper = {{"User-Agent", "a shipper"}};
std::string index_of(int number, const std::string& action = R"({"index":{"_index":"logs"}})") {
  return action + "\n" + sign_in(number);
}
bool has(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }
std::size_t count_of(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(elasticsearch_routes, Elasticsearch)

BOOST_AUTO_TEST_CASE(documents_are_stored_and_each_has_its_result) {
  const server::Response response =
      ask("POST", "/_bulk", index_of(1) + index_of(2, R"({ "create" : { "_index" : "logs", "_id" : "x\"1" } })"));
  BOOST_TEST(response.status == 200);
  BOOST_TEST(has(response.body, "\"errors\":false,\"items\":[{\"index\":{\"_index\":\"logs\",\"_id\":\""));
  BOOST_TEST(has(response.body, "{\"create\":{\"_index\":\"logs\",\"_id\":\"x\\\"1\",\"status\":201"));
  BOOST_TEST(server::find_header(response.headers, "X-Elastic-Product").value_or("") == "Elasticsearch");
  BOOST_TEST(rows("SigninLogs") == 2u);
}

BOOST_AUTO_TEST_CASE(the_paths_index_counts_where_the_action_has_none) {
  BOOST_TEST(
      ask("PUT", "/vpn_cl/_bulk", "{\"index\":{}}\n{\"n\":1}\n{\"index\":{\"_index\":\"other_cl\"}}\r\n{\"n\":2}")
          .status == 200);
  BOOST_TEST(rows("vpn_cl") == 1u);
  BOOST_TEST(rows("other_cl") == 1u);
}

BOOST_AUTO_TEST_CASE(refused_documents_have_400_each_and_the_others_are_stored) {
  std::string body;
  for (int i = 0; i < 500; ++i)
    body += i % 2 == 0 ? index_of(i) : "{\"index\":{\"_index\":\"logs\"}}\n{\"nothing\":\"known\"}\n";
  const server::Response response = ask("POST", "/_bulk", body);
  BOOST_TEST(response.status == 200);
  BOOST_TEST(has(response.body, "\"errors\":true"));
  BOOST_TEST(count_of(response.body, "\"status\":201") == 250u);
  BOOST_TEST(
      count_of(
          response.body,
          "\"status\":400,\"error\":{\"type\":\"mapper_parsing_exception\",\"reason\":\"no event of a known table") ==
      250u);
  BOOST_TEST(rows("SigninLogs") == 250u);
}

BOOST_AUTO_TEST_CASE(updates_and_deletions_are_refused_each_for_itself) {
  const server::Response response = ask("POST", "/_bulk",
                                        "{\"delete\":{\"_index\":\"logs\",\"_id\":\"1\"}}\n{\"update\":{\"_id\":\"1\","
                                        "\"_index\":\"logs\"}}\n{\"doc\":{\"a\":1}}\n" +
                                            index_of(1));
  BOOST_TEST(has(response.body, "{\"delete\":{\"_index\":\"logs\",\"_id\":\"1\",\"status\":400"));
  BOOST_TEST(has(response.body, "{\"update\":{\"_index\":\"logs\",\"_id\":\"1\",\"status\":400"));
  BOOST_TEST(count_of(response.body, "\"status\":201") == 1u);
  BOOST_TEST(rows("SigninLogs") == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_bulk_request_stores_nothing_and_says_which_line) {
  for (const auto& [body, why] :
       {std::pair(std::string(), "no requests added"), std::pair(std::string("\n\n"), "no requests added"),
        std::pair(index_of(1) + "oops\n{}\n", "line 3"),
        std::pair(std::string("{\"index\":{}}\n"), "its document is missing"),
        std::pair(std::string("{\"insert\":{}}\n{}\n"), "'insert' is no action"),
        std::pair(std::string("{\"index\":3}\n{}\n"), "is no object"),
        std::pair(std::string("{\"index\":{}}\n\n"), "line 2")}) {
    const server::Response response = ask("POST", "/_bulk", body);
    BOOST_TEST(response.status == 400);
    BOOST_TEST(has(response.body, why), response.body);
    BOOST_TEST(has(response.body, "\"status\":400}"));
  }
  BOOST_TEST(rows("SigninLogs") == 0u);
}

BOOST_AUTO_TEST_CASE(a_client_with_a_name_is_told_to_come_back) {
  disk_fails = true;
  const server::Response response = ask("POST", "/_bulk", index_of(1), shipper);
  BOOST_TEST(response.status == 503);
  BOOST_TEST(has(response.body, "\"type\":\"cluster_block_exception\""));
}

BOOST_AUTO_TEST_CASE(a_client_without_one_which_takes_every_answer_for_a_delivery_has_its_connection_ended) {
  disk_fails = true;
  const server::Response response = ask("POST", "/_bulk", index_of(1));
  BOOST_REQUIRE(static_cast<bool>(response.more));
  BOOST_CHECK_THROW(static_cast<void>(response.more()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(one_document_by_itself_is_stored) {
  const server::Response response = ask("POST", "/logs/_doc", sign_in(1));
  BOOST_TEST(response.status == 201);
  BOOST_TEST(has(response.body, "\"result\":\"created\""));
  BOOST_TEST(ask("PUT", "/logs/_doc/7", "{\n\"category\":\"SignInLogs\",\n\"properties\":{\"id\":\"7\"}}").status ==
             201);
  BOOST_TEST(rows("SigninLogs") == 2u);
  BOOST_TEST(ask("POST", "/logs/_doc", "hello", shipper).status == 400);
  BOOST_TEST(ask("POST", "/logs/_doc", " ", shipper).status == 400);
}

BOOST_AUTO_TEST_CASE(what_shippers_ask_before_they_send_is_answered) {
  for (const char* path : {"/", "/_license", "/_license?human=false", "/_xpack", "/_cluster/health", "/_cat/health",
                           "/_template/filebeat-8", "/_index_template/x", "/_ilm/policy/x", "/_ingest/pipeline/x",
                           "/_data_stream/x", "/_alias/x", "/_nodes/http"}) {
    const server::Response response = ask("GET", path);
    BOOST_TEST(response.status == 200, path);
    BOOST_TEST(server::find_header(response.headers, "X-Elastic-Product").has_value());
  }
  BOOST_TEST(ask("HEAD", "/").status == 200);
  BOOST_TEST(has(ask("GET", "/").body, "\"number\":\"8."));
  BOOST_TEST(has(ask("PUT", "/_index_template/x", "{}").body, "\"acknowledged\":true"));
  BOOST_TEST(has(ask("GET", "/_search").body, "\"root_cause\""));
}

BOOST_AUTO_TEST_CASE(an_index_is_a_table_without_days_generations_and_data_stream_parts) {
  const tables::SchemaSet& schemas = intake.schemas();
  for (const char* index :
       {"signinlogs", "SigninLogs", "signinlogs-2026.03.01", "signinlogs-000012", "logs-signinlogs-default",
        "logs-azure.signinlogs-default", ".ds-logs-azure.signinlogs-default-2026.03.01-000001"})
    BOOST_TEST(server::table_of_index(index, schemas) == "SigninLogs", index);
  BOOST_TEST(server::table_of_index("vpn_cl-2026.03.01", schemas) == "vpn_cl");
  for (const char* index : {"", "-", "filebeat-8.17.0-2026.03.01", "logstash", "2026.03.01", "a-b-c-d"})
    BOOST_TEST(server::table_of_index(index, schemas).empty(), index);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
