#include "tests/plugin/abi/life.hpp"

#include <array>

#include <boost/test/unit_test.hpp>

namespace kelpie::plugin::test {

const kelpie_plugin& plugin() {
  static const kelpie_loaded loaded = [] {
    kelpie_host host{};
    host.struct_size = sizeof host;
    host.abi_version = KELPIE_ABI_VERSION;
    kelpie_loaded made;
    std::array<char, 512> message{};
    if (kelpie_load(KELPIE_LIBRARY, &host, KELPIE_ABI_VERSION, KELPIE_LOAD_TRUST_OTHERS, &made, message.data(),
                    message.size()) != KELPIE_OK)
      throw std::runtime_error(message.data());
    return made;
  }();
  return loaded.plugin;
}

kelpie_error** Error::out() {
  plugin().error_free(error_);
  error_ = nullptr;
  return &error_;
}

std::string taken(kelpie_document* document) {
  BOOST_REQUIRE(document != nullptr);
  std::string text = string_of(document->text);
  plugin().document_free(document);
  return text;
}

std::string sign_in(const std::string& id, unsigned second, const std::string& result) {
  const std::string minute = std::to_string(100 + second / 60 % 60).substr(1);
  const std::string rest = std::to_string(100 + second % 60).substr(1);
  return "{\"TimeGenerated\":\"2026-03-01T08:" + minute + ":" + rest + "Z\",\"Id\":\"" + id +
         "\",\"UserPrincipalName\":\"anna@contoso.example\",\"IPAddress\":\"203.0.113.7\",\"ResultType\":\"" + result +
         "\"}\n";
}

std::string sign_ins(const std::string& prefix, std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += sign_in(prefix + std::to_string(i), static_cast<unsigned>(i));
  return lines;
}

std::string failure_rule(const std::string& title) {
  return "id: 0a1b2c3d-0000-4000-8000-000000000001\nname: " + title +
         "\ndescription: A rule of a test\nseverity: Medium\nversion: 1.0.0\nkind: NRT\ntactics: [InitialAccess]\n"
         "query: |\n  SigninLogs | where ResultType != '0' | project TimeGenerated, Id, UserPrincipalName\n"
         "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n";
}

Life::Life(std::string folder) : host(fake_host_new()), folder_(std::move(folder)) {
  BOOST_REQUIRE(host != nullptr);
  limits.struct_size = sizeof limits;
  services = *fake_host_services(host);
}

Life::~Life() {
  if (instance != nullptr) end();
  std::array<char, 200> first{};
  BOOST_CHECK_MESSAGE(fake_host_faults(host, first.data(), first.size()) == 0, first.data());
  BOOST_CHECK_EQUAL(fake_host_memory(host), 0);
  fake_host_free(host);
}

std::string Life::configuration() const {
  return "{\"store\":\"" + folder_ + "/store\",\"rules\":[\"" + folder_ + "/rules\"]" + more + "}";
}

kelpie_code Life::init(kelpie_error** error) {
  const std::string text = configuration();
  return plugin().init(&services, text_of(text), &limits, &instance, error);
}

void Life::begin() {
  Error error;
  BOOST_REQUIRE_MESSAGE(init(error.out()) == KELPIE_OK, error.message());
  BOOST_REQUIRE_MESSAGE(plugin().start(instance, error.out()) == KELPIE_OK, error.message());
}

kelpie_code Life::push(std::uint64_t cookie, std::string_view lines, std::int64_t deadline_ms, kelpie_error** error,
                       std::string_view table) {
  kelpie_batch batch{};
  batch.struct_size = sizeof batch;
  batch.form = KELPIE_LINES;
  batch.cookie = cookie;
  batch.table = text_of(table);
  batch.lines = text_of(lines);
  return plugin().push(instance, &batch, deadline_ms, nullptr, error);
}

void Life::store(std::uint64_t cookie, std::string_view lines) {
  Error error;
  BOOST_REQUIRE_MESSAGE(push(cookie, lines, long_enough, error.out()) == KELPIE_OK, error.message());
  BOOST_REQUIRE(plugin().flush(instance, long_enough, nullptr) == KELPIE_OK);
  BOOST_REQUIRE(fake_host_wait_durable(host, cookie, long_enough));
}

std::string Life::query(std::string_view text) {
  kelpie_query query{};
  query.struct_size = sizeof query;
  query.text = text_of(text);
  Error error;
  kelpie_cursor* cursor = nullptr;
  kelpie_code code = plugin().query_open(instance, &query, &cursor, error.out());
  std::string rows;
  while (code == KELPIE_OK) {
    kelpie_rows piece{};
    piece.struct_size = sizeof piece;
    code = plugin().cursor_next(cursor, &piece, error.out());
    if (code == KELPIE_OK) rows += string_of(piece.rows);
  }
  plugin().cursor_close(cursor);
  return code == KELPIE_END ? rows : std::to_string(code) + " " + error.message();
}

kelpie_code Life::end(std::int64_t deadline_ms) {
  const kelpie_code code = plugin().stop(instance, deadline_ms, nullptr);
  fake_host_seal(host);
  plugin().close(instance);
  instance = nullptr;
  return code;
}

kelpie_credit Life::credit() const {
  kelpie_credit credit{};
  credit.struct_size = sizeof credit;
  BOOST_REQUIRE(plugin().credit(instance, &credit, nullptr) == KELPIE_OK);
  return credit;
}

std::vector<fake_delivery> Life::deliveries() const {
  std::vector<fake_delivery> all(fake_host_delivery_count(host));
  for (std::size_t i = 0; i < all.size(); ++i) BOOST_REQUIRE(fake_host_delivery(host, i, &all[i]));
  return all;
}

std::string Life::inspect(kelpie_subject subject, std::string_view argument) const {
  Error error;
  kelpie_document* document = nullptr;
  const kelpie_code code = plugin().inspect(instance, subject, text_of(argument), &document, error.out());
  return code == KELPIE_OK ? taken(document) : std::to_string(code) + " " + error.message();
}

OwnLife::OwnLife() : Life(ScratchFolder::path()) { write("rules/failure.yaml", failure_rule()); }

}  // namespace kelpie::plugin::test
