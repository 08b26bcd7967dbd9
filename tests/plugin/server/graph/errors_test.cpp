#include <boost/test/unit_test.hpp>

#include "graph_fixture.hpp"

namespace kelpie::tests {

BOOST_FIXTURE_TEST_SUITE(graph_errors, RunningGraph)

BOOST_AUTO_TEST_CASE(an_error_has_graphs_form) {
  const Answer answer = get("/v1.0/auditLogs/signIns?$top=x", {{"client-request-id", "0a1b-2c"}});
  const Json error = answer.json();
  BOOST_TEST(answer.status == 400);
  BOOST_TEST(error.at("error.code") == "BadRequest");
  BOOST_TEST(error.at("error.innerError.request-id") == "11111111-2222-4333-8444-555555555555");
  BOOST_TEST(error.at("error.innerError.client-request-id") == "0a1b-2c");
  BOOST_TEST(error.at("error.innerError.date").size() == 19U);
  BOOST_TEST(answer.header("request-id") == "11111111-2222-4333-8444-555555555555");
  BOOST_TEST(answer.header("client-request-id") == "0a1b-2c");
}

BOOST_AUTO_TEST_CASE(a_header_of_the_clients_gets_nothing_into_the_answers_head) {
  const Answer answer = get("/v1.0/auditLogs/signIns", {{"client-request-id", "a\r\nSet-Cookie: b"}});
  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.header("client-request-id").empty());
}

BOOST_AUTO_TEST_CASE(a_log_entry_cannot_be_changed) {
  for (const std::string method : {"POST", "PATCH", "PUT", "DELETE"}) {
    for (const std::string path : {"/v1.0/auditLogs/signIns", "/beta/auditLogs/directoryAudits/x",
                                   "/v1.0/identityProtection/riskyUsers/dismiss"}) {
      const Answer answer = ask(method, path);
      BOOST_TEST_CONTEXT(method << " " << path) {
        BOOST_TEST(answer.status == 405);
        BOOST_TEST(answer.json().at("error.message").find("can't be changed") != std::string::npos);
      }
    }
  }
  BOOST_TEST(ask("OPTIONS", "/v1.0/auditLogs/signIns").status == 405);
}

BOOST_AUTO_TEST_CASE(options_that_graph_does_not_take_here_are_refused) {
  const auto message = [&](const std::string& query) {
    const Answer answer = get("/v1.0/auditLogs/signIns?" + query);
    BOOST_TEST_CONTEXT(query) BOOST_TEST(answer.status == 400);
    return answer.json().at("error.message");
  };
  BOOST_TEST(message("$search=x").find("contains(property,'text')") != std::string::npos);
  BOOST_TEST(message("$expand=user").find("$expand") != std::string::npos);
  BOOST_TEST(message("$fliter=x").find("did you mean '$filter'") != std::string::npos);
  BOOST_TEST(message("$top=1&$top=2").find("more than once") != std::string::npos);
  BOOST_TEST(message("$top=1&top=2").find("more than once") != std::string::npos);
  BOOST_TEST(message("$count=yes").find("true or false") != std::string::npos);
  BOOST_TEST(message("$format=xml").find("JSON") != std::string::npos);
  BOOST_TEST(message("$select=userPrincipalNme").find("did you mean 'userPrincipalName'") != std::string::npos);
  BOOST_TEST(message("$select=status/errorCode").find("names a member") != std::string::npos);
  BOOST_TEST(message("$orderby=status").find("has no order") != std::string::npos);
  BOOST_TEST(message("$orderby=id%20descending").find("'asc' or 'desc'") != std::string::npos);
  BOOST_TEST(message("$orderby=").find("a property was expected") != std::string::npos);
  BOOST_TEST(message("$orderby=nothing").find("Could not find a property named 'nothing'") != std::string::npos);
  BOOST_TEST(get("/v1.0/auditLogs/signIns/x?$filter=true").status == 400);
  BOOST_TEST(get("/v1.0/auditLogs/signIns?ConsistencyLevel=eventual&something=1&top=3").status == 200);
}

BOOST_AUTO_TEST_CASE(places_that_are_not_there_say_which_are) {
  const auto of = [&](const std::string& path, int status) {
    const Answer answer = get(path);
    BOOST_TEST_CONTEXT(path << " " << answer.body) BOOST_TEST(answer.status == status);
    return answer.json().at("error.message");
  };
  BOOST_TEST(of("/v1.0/auditLogs/signIn", 400).find("did you mean 'auditLogs/signIns'") != std::string::npos);
  BOOST_TEST(of("/v1.0/nothing", 400).find("auditLogs/signIns") != std::string::npos);
  BOOST_TEST(of("/v1.0/auditLogs/signIns/a/b", 400).find("Resource not found") != std::string::npos);
  BOOST_TEST(of("/beta/reports/authenticationMethods/userRegistrationDetails", 501).find("directory's state") !=
             std::string::npos);
  BOOST_TEST(of("/v1.0/me", 501).find("directory's state") != std::string::npos);
  BOOST_TEST(of("/v1.0/$metadata", 501).find("no metadata") != std::string::npos);
  BOOST_TEST(of("/v1.0/auditLogs/signIns(unquoted)", 400).find("signIns('ID')") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_resource_answers_when_nothing_is_stored) {
  for (const auto& resource : server::graph::resources()) {
    std::string path = "/beta/" + std::string(resource.path);
    if (!resource.argument_name.empty())
      path += "(" + std::string(resource.argument_name) + "='" + std::string(resource.arguments.front().value) + "')";
    if (!resource.parent.empty()) path = "/beta/" + std::string(resource.parent) + "/someone/history";
    const Answer answer = get(path);
    BOOST_TEST_CONTEXT(path << " " << answer.body) {
      BOOST_TEST(answer.status == 200);
      BOOST_TEST(answer.json().size("value") == 0U);
      BOOST_TEST(get(path + "/$count").body == "0");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_property_can_be_selected_filtered_and_ordered_by) {
  using server::graph::Kind;
  for (const auto& resource : server::graph::resources()) {
    if (!resource.argument_name.empty() || !resource.parent.empty()) continue;
    for (const auto& property : resource.properties) {
      const std::string path = "/beta/" + std::string(resource.path) + "?$select=" + std::string(property.name);
      const bool plain = !property.list && property.kind != Kind::object && property.kind != Kind::open;
      for (const std::string& more :
           {std::string(), plain ? "&$orderby=" + std::string(property.name) : std::string(),
            property.list || property.kind == Kind::mask ? std::string()
                                                         : "&$filter=" + std::string(property.name) + "%20ne%20null"}) {
        const Answer answer = get(path + more);
        BOOST_TEST_CONTEXT(path << more << " " << answer.body) BOOST_TEST(answer.status == 200);
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace kelpie::tests
