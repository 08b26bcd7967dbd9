// Files and syslog messages, without a receiver.

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "plugin/sinks/log_file.hpp"
#include "plugin/sinks/make_sink.hpp"
#include "plugin/sinks/syslog_message.hpp"
#include "tables/readers/json_text.hpp"
#include "tests/rules/payloads/hostile_alerts.hpp"

namespace {

using namespace kelpie;
using namespace kelpie::plugin;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "kelpie-sinks-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

SyslogForm form_with(const char* payload, std::size_t most_bytes = 8192) {
  SyslogForm form;
  form.host_name = "host";
  form.payload = rules::payload_named(payload);
  form.most_bytes = most_bytes;
  return form;
}

BOOST_AUTO_TEST_SUITE(sinks_test)

BOOST_AUTO_TEST_CASE(a_torn_line_is_cut_off) {
  const Folder folder;
  const std::string path = folder.file("a.log");
  for (const auto& [before, after] :
       std::vector<std::pair<std::string, std::string>>{{"one\ntw", "one\nnew\n"},
                                                        {"tw", "new\n"},
                                                        {"", "new\n"},
                                                        {"one\n", "one\nnew\n"},
                                                        {"one\n" + std::string(200'000, 'x'), "one\nnew\n"}}) {
    write(path, before);
    LogFile(path, {}).append("new\n");
    BOOST_TEST(contents(path) == after);
  }
}

BOOST_AUTO_TEST_CASE(a_file_that_was_moved_away_is_begun_anew) {
  const Folder folder;
  const std::string path = folder.file("a.log");
  LogFile log(path, {});
  log.append("one\n");
  fs::rename(path, folder.file("moved"));
  log.append("two\n");
  fs::remove(path);
  log.append("three\n");
  BOOST_TEST(contents(folder.file("moved")) == "one\n");
  BOOST_TEST(contents(path) == "three\n");
}

BOOST_AUTO_TEST_CASE(rotation_keeps_so_many_files_and_mends_a_gap) {
  const Folder folder;
  const std::string path = folder.file("a.log");
  LogFile log(path, {.bytes = 10, .daily = false, .keep = 3});
  for (const char* line : {"1\n", "2\n", "12345678\n", "4444\n", "55555\n", "6666666\n", "7777777\n"}) log.append(line);
  BOOST_TEST(contents(path) == "7777777\n");
  BOOST_TEST(contents(path + ".1") == "6666666\n");
  BOOST_TEST(contents(path + ".2") == "55555\n");
  BOOST_TEST(contents(path + ".3") == "4444\n");
  BOOST_TEST(!fs::exists(path + ".4"));
  fs::remove(path + ".2");
  log.append("8888888\n");
  BOOST_TEST(contents(path + ".1") == "7777777\n");
  BOOST_TEST(contents(path + ".2") == "6666666\n");
  BOOST_TEST(contents(path + ".3") == "4444\n");
}

BOOST_AUTO_TEST_CASE(none_are_kept_where_none_shall_be) {
  const Folder folder;
  LogFile log(folder.file("a.log"), {.bytes = 4, .daily = false, .keep = 0});
  log.append("one\n");
  log.append("two\n");
  BOOST_TEST(contents(folder.file("a.log")) == "two\n");
  BOOST_TEST(!fs::exists(folder.file("a.log.1")));
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_refused) {
  const Folder folder;
  BOOST_REQUIRE(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  BOOST_CHECK_THROW(LogFile(folder.file("pipe"), {}).append("x\n"), LogFileError);
  BOOST_CHECK_THROW(LogFile("/dev/full", {}).append("x\n"), LogFileError);
}

BOOST_AUTO_TEST_CASE(a_deadline_that_has_passed_delivers_nothing) {
  const Folder folder;
  const std::vector<rules::Alert> alerts(3, test::plain_alert());
  for (const std::string& spec : {"file:" + folder.file("a.log"), std::string("syslog+udp://127.0.0.1:9"),
                                  std::string("syslog+tcp://127.0.0.1:9"), std::string("http://127.0.0.1:9/")}) {
    const auto deliveries =
        make_sink(spec)->deliver(alerts, std::chrono::steady_clock::now() - std::chrono::seconds(1));
    BOOST_REQUIRE_EQUAL(deliveries.size(), 3u);
    for (const rules::Delivery& delivery : deliveries) {
      BOOST_TEST((delivery.result == rules::DeliveryResult::retry), spec);
      BOOST_TEST(!delivery.reason.empty(), spec);
    }
    BOOST_TEST(make_sink(spec)->deliver({}, std::chrono::steady_clock::now()).empty());
  }
}

BOOST_AUTO_TEST_CASE(a_message_has_the_header_of_rfc_5424) {
  rules::Alert alert = test::plain_alert();
  alert.rule_name = "a\"b\\c]d\ne";
  const std::string message = syslog_message(alert, form_with("cef"));
  BOOST_TEST(
      message.starts_with(
          "<130>1 2026-03-01T09:00:00.000000Z host kelpie " + std::to_string(getpid()) +
          " alert [kelpie@32473 id=\"0123456789abcdef0123456789abcdef\" rule=\"a\\\"b\\\\c\\]d e\" severity=\"High\" "
          "incident=\"inc-7\"] CEF:0|Kelpie|"),
      message);
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_stands_before_what_is_not_ascii) {
  const std::string mark = "\xef\xbb\xbf";
  rules::Alert alert = test::plain_alert();
  SyslogForm form = form_with("cef");
  BOOST_TEST(syslog_message(alert, form).find(mark) == std::string::npos);
  alert.title = "é";
  BOOST_TEST(syslog_message(alert, form).find("] " + mark + "CEF:0") != std::string::npos);
  form.byte_order_mark = SyslogForm::ByteOrderMark::never;
  BOOST_TEST(syslog_message(alert, form).find(mark) == std::string::npos);
  BOOST_TEST(syslog_message(alert, form_with("json")).find(mark) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_alerts_are_one_bounded_message) {
  for (const rules::Alert& alert : test::hostile_alerts()) {
    for (const char* payload : {"json", "cef", "ocsf"}) {
      for (const std::size_t most : {std::size_t{2048}, std::size_t{8192}}) {
        const std::string message = syslog_message(alert, form_with(payload, most));
        BOOST_TEST(message.size() <= most);
        BOOST_TEST(tables::readers::is_utf8(message));
        BOOST_TEST(std::none_of(message.begin(), message.end(), [](unsigned char c) { return c < 0x20; }));
        if (payload != std::string("cef")) BOOST_TEST(message.ends_with('}'), message.substr(message.size() - 80));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_message_is_cut_between_characters) {
  BOOST_TEST(syslog_cut("ééé", 6) == "ééé");
  BOOST_TEST(syslog_cut("éééé", 6) == "é...");
}

BOOST_AUTO_TEST_CASE(facilities_are_names_or_numbers) {
  BOOST_TEST(syslog_facility("local0") == 16);
  BOOST_TEST(syslog_facility("authpriv") == 10);
  BOOST_TEST(syslog_facility("23") == 23);
  for (const char* text : {"", "24", "-1", "Local0", "local8", "1x"}) BOOST_TEST(syslog_facility(text) == -1, text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
