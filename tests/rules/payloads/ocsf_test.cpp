#include "rules/payloads/ocsf.hpp"

#include <map>
#include <set>

#include <boost/test/unit_test.hpp>

#include "rules/payloads/payload.hpp"
#include "tables/dynamic.hpp"
#include "tests/rules/payloads/hostile_alerts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::rules;
using tables::DynamicKind;
using tables::DynamicView;

/// Of OCSF's published schema (1.5.0): what the class and objects that we write require, and which attributes of them
/// exist.
struct ObjectRules {
  std::set<std::string> required;
  std::set<std::string> one_of;  // at least one, unless empty
  std::map<std::string, std::string>
      attributes;  // type: integer, timestamp, string, boolean, json, an object's name; "[]" at the end for a list
};

const std::map<std::string, ObjectRules>& schema() {
  static const std::map<std::string, ObjectRules> rules = {
      {"detection_finding",
       {{"activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id", "metadata", "finding_info"},
        {},
        {{"activity_id", "integer"},       {"activity_name", "string"},  {"category_uid", "integer"},
         {"category_name", "string"},      {"class_uid", "integer"},     {"class_name", "string"},
         {"type_uid", "integer"},          {"type_name", "string"},      {"time", "timestamp"},
         {"start_time", "timestamp"},      {"end_time", "timestamp"},    {"severity_id", "integer"},
         {"severity", "string"},           {"status_id", "integer"},     {"status", "string"},
         {"is_alert", "boolean"},          {"message", "string"},        {"metadata", "metadata"},
         {"finding_info", "finding_info"}, {"evidences", "evidences[]"}, {"resources", "resource_details[]"},
         {"observables", "observable[]"},  {"unmapped", "json"}}}},
      {"metadata",
       {{"product", "version"},
        {},
        {{"product", "product"}, {"version", "string"}, {"uid", "string"}, {"correlation_uid", "string"}}}},
      {"product", {{}, {"name", "uid"}, {{"name", "string"}, {"vendor_name", "string"}, {"version", "string"}}}},
      {"finding_info",
       {{"uid", "title"},
        {},
        {{"uid", "string"},
         {"title", "string"},
         {"desc", "string"},
         {"created_time", "timestamp"},
         {"first_seen_time", "timestamp"},
         {"last_seen_time", "timestamp"},
         {"analytic", "analytic"},
         {"attacks", "attack[]"}}}},
      {"analytic",
       {{"type_id"},
        {"name", "uid"},
        {{"type_id", "integer"}, {"type", "string"}, {"uid", "string"}, {"name", "string"}, {"version", "string"}}}},
      {"attack",
       {{},
        {"tactic", "technique", "sub_technique"},
        {{"tactic", "named"}, {"technique", "named"}, {"sub_technique", "named"}}}},
      {"named", {{}, {"name", "uid"}, {{"name", "string"}, {"uid", "string"}}}},
      {"evidences",
       {{},
        {"user", "src_endpoint", "device", "url", "query", "file", "process", "data"},
        {{"user", "user"},
         {"src_endpoint", "network_endpoint"},
         {"device", "device"},
         {"url", "url"},
         {"query", "dns_query"},
         {"file", "file"},
         {"process", "process"},
         {"data", "json"}}}},
      {"user",
       {{},
        {"name", "uid", "account"},
        {{"name", "string"}, {"full_name", "string"}, {"uid", "string"}, {"uid_alt", "string"}, {"domain", "string"}}}},
      {"network_endpoint", {{}, {"ip", "hostname", "uid", "name"}, {{"ip", "string"}}}},
      {"device", {{"type_id"}, {"hostname", "ip", "uid", "name"}, {{"type_id", "integer"}, {"hostname", "string"}}}},
      {"url", {{}, {"url_string", "path"}, {{"url_string", "string"}}}},
      {"dns_query", {{"hostname"}, {}, {{"hostname", "string"}}}},
      {"file", {{"name", "type_id"}, {}, {{"name", "string"}, {"type_id", "integer"}, {"parent_folder", "string"}}}},
      {"process", {{}, {"pid", "uid"}, {{"pid", "integer"}, {"cmd_line", "string"}}}},
      {"resource_details", {{}, {"name", "uid"}, {{"type", "string"}, {"uid", "string"}, {"name", "string"}}}},
      {"observable",
       {{"type_id"}, {}, {{"name", "string"}, {"type_id", "integer"}, {"type", "string"}, {"value", "string"}}}},
  };
  return rules;
}

void check(DynamicView value, const std::string& type, const std::string& path);

void check_object(DynamicView value, const ObjectRules& rules, const std::string& path) {
  BOOST_REQUIRE_MESSAGE(value.kind() == DynamicKind::bag, path);
  bool one = rules.one_of.empty();
  for (const std::string& required : rules.required)
    BOOST_TEST(!value.find(required).is_null(), path << "." << required << " is required");
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string key(value.key(i));
    one = one || rules.one_of.contains(key);
    const auto attribute = rules.attributes.find(key);
    BOOST_REQUIRE_MESSAGE(attribute != rules.attributes.end(), path << " has no attribute " << key);
    check(value.value(i), attribute->second, path + "." + key);
  }
  BOOST_TEST(one, path << " lacks one of its attributes");
}

void check(DynamicView value, const std::string& type, const std::string& path) {
  if (type.ends_with("[]")) {
    BOOST_REQUIRE_MESSAGE(value.kind() == DynamicKind::array && value.size() > 0, path);
    for (std::size_t i = 0; i < value.size(); ++i)
      check(value.element(i), type.substr(0, type.size() - 2), path + "[" + std::to_string(i) + "]");
  } else if (type == "integer" || type == "timestamp") {
    BOOST_TEST((value.kind() == DynamicKind::long_), path);
  } else if (type == "string") {
    BOOST_TEST((value.kind() == DynamicKind::string), path);
  } else if (type == "boolean") {
    BOOST_TEST((value.kind() == DynamicKind::boolean), path);
  } else if (type != "json") {
    check_object(value, schema().at(type), path);
  }
}

/// The value that an observable's name points at.
DynamicView at_path(DynamicView value, std::string path) {
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('.'), path.size());
    std::string step = path.substr(0, end);
    path.erase(0, end + 1);
    if (const std::size_t bracket = step.find('['); bracket != std::string::npos) {
      const DynamicView list = value.find(step.substr(0, bracket));
      const auto index = std::stoul(step.substr(bracket + 1));
      if (index >= list.size()) return {};
      value = list.element(index);
    } else {
      value = value.find(step);
    }
  }
  return value;
}

BOOST_AUTO_TEST_SUITE(ocsf_test)

BOOST_AUTO_TEST_CASE(a_finding_has_what_the_class_requires_and_nothing_else) {
  std::vector<Alert> alerts = test::hostile_alerts();
  alerts.push_back(test::plain_alert());
  Alert all = test::plain_alert();
  all.entities = {{"URL", {{"Url", "https://evil.example/x"}}},
                  {"DNS", {{"DomainName", "evil.example"}}},
                  {"File", {{"Directory", "/tmp"}, {"Name", "x"}}},
                  {"Process", {{"ProcessId", "42"}, {"CommandLine", "x -y"}}},
                  {"Process", {{"CommandLine", "x -y"}}},
                  {"AzureResource", {{"ResourceId", "/subscriptions/1"}}},
                  {"CloudApplication", {{"AppId", "5"}, {"Name", "N"}}},
                  {"CloudApplication", {{"InstanceName", "I"}}},
                  {"FileHash", {{"Algorithm", "SHA256"}, {"Value", "ab"}}},
                  {"Mailbox", {{"MailboxPrimaryAddress", "a@b.example"}}},
                  {"IP", {{"Address", "no address"}}},
                  {"Host", {{"NetBiosName", "N"}}},
                  {"Account", {}},
                  {"IoTDevice", {{"DeviceId", "d"}}}};
  alerts.push_back(all);
  for (const Alert& alert : alerts) {
    for (const std::size_t most : {least_payload_bytes, std::size_t{100'000}}) {
      const auto value = tables::parse_json(ocsf(alert, most));
      BOOST_REQUIRE(value);
      check(DynamicView(*value), "detection_finding", "finding");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_finding_says_what_the_alert_says) {
  const std::string text = ocsf(test::plain_alert(), 8192);
  const std::string bytes = tables::parse_json(text).value();
  const DynamicView finding(bytes);
  BOOST_TEST(finding.find("class_uid").as_integer() == 2004);
  BOOST_TEST(finding.find("category_uid").as_integer() == 2);
  BOOST_TEST(finding.find("type_uid").as_integer() == 200401);
  BOOST_TEST(finding.find("activity_id").as_integer() == 1);
  BOOST_TEST(finding.find("severity_id").as_integer() == 4);
  BOOST_TEST(finding.find("time").as_integer() == 1772355600000);
  BOOST_TEST(at_path(finding, "metadata.version").as_string() == "1.5.0");
  BOOST_TEST(at_path(finding, "metadata.uid").as_string() == "0123456789abcdef0123456789abcdef");
  BOOST_TEST(at_path(finding, "finding_info.title").as_string() == "Spray from 203.0.113.7");
  BOOST_TEST(at_path(finding, "finding_info.first_seen_time").as_integer() == 1772352000000);
  BOOST_TEST(at_path(finding, "finding_info.analytic.name").as_string() == "Password spray");
  BOOST_TEST(at_path(finding, "finding_info.attacks[0].tactic.uid").as_string() == "TA0006");
  BOOST_TEST(at_path(finding, "finding_info.attacks[0].tactic.name").as_string() == "Credential Access");
  BOOST_TEST(at_path(finding, "finding_info.attacks[1].technique.uid").as_string() == "T1110");
  BOOST_TEST(at_path(finding, "finding_info.attacks[1].sub_technique.uid").as_string() == "T1110.003");
  BOOST_TEST(at_path(finding, "unmapped.row_count").as_integer() == 12);
  BOOST_TEST(at_path(finding, "unmapped.custom_details.Attempts").element(0).as_string() == "12");
}

BOOST_AUTO_TEST_CASE(observables_point_at_what_they_name) {
  const std::string bytes = tables::parse_json(ocsf(test::plain_alert(), 8192)).value();
  const DynamicView finding(bytes);
  const DynamicView observables = finding.find("observables");
  BOOST_REQUIRE_EQUAL(observables.size(), 4u);
  std::vector<std::int64_t> types;
  for (std::size_t i = 0; i < observables.size(); ++i) {
    const DynamicView observable = observables.element(i);
    types.push_back(observable.find("type_id").as_integer());
    BOOST_TEST(at_path(finding, std::string(observable.find("name").as_string())).as_string() ==
               observable.find("value").as_string());
  }
  BOOST_TEST(types == (std::vector<std::int64_t>{4, 4, 2, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
