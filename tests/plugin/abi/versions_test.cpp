// Hosts that were compiled with an earlier header, whose structs end sooner, and with a later one, whose structs go on.

#include <array>
#include <cstddef>
#include <cstring>

#include <boost/test/unit_test.hpp>
#include <dlfcn.h>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

namespace {

constexpr unsigned char canary = 0xa5;

/// A struct whose struct_size is another than this header's; the bytes behind it are known.
template <typename Struct>
class Sized {
 public:
  explicit Sized(std::size_t size) : size_(size) {
    bytes_.fill(canary);
    std::memset(bytes_.data(), 0, std::min(size, sizeof(Struct)));
    const auto told = static_cast<std::uint32_t>(size);
    std::memcpy(bytes_.data(), &told, sizeof told);
  }
  Struct* get() { return reinterpret_cast<Struct*>(bytes_.data()); }
  /// What lies behind struct_size is as it was; struct_size, too; members that nobody knows yet are as they were, or
  /// zero.
  [[nodiscard]] bool untouched() const {
    std::uint32_t told = 0;
    std::memcpy(&told, bytes_.data(), sizeof told);
    bool same = told == size_;
    for (std::size_t i = sizeof(Struct); i < size_; ++i) same = same && (bytes_[i] == canary || bytes_[i] == 0);
    for (std::size_t i = size_; i < bytes_.size(); ++i) same = same && bytes_[i] == canary;
    return same;
  }

 private:
  std::size_t size_;
  alignas(16) std::array<unsigned char, sizeof(Struct) + 256> bytes_;
};

kelpie_plugin_query_function entry() {
  void* const library = dlopen(KELPIE_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  BOOST_REQUIRE(library != nullptr);
  return reinterpret_cast<kelpie_plugin_query_function>(dlsym(library, KELPIE_ENTRY_NAME));
}

/// A life of a host whose structs have other sizes.
void live(std::size_t plugin_size, std::size_t host_size, std::size_t more) {
  OwnLife life;
  Sized<kelpie_plugin> table(plugin_size);
  Sized<kelpie_host> host(host_size);
  std::memcpy(reinterpret_cast<char*>(host.get()) + sizeof(std::uint32_t),
              reinterpret_cast<const char*>(&life.services) + sizeof(std::uint32_t),
              std::min(host_size, sizeof(kelpie_host)) - sizeof(std::uint32_t));
  std::array<char, 256> message{};
  BOOST_REQUIRE_MESSAGE(entry()(host.get(), table.get(), message.data(), message.size()) == KELPIE_OK, message.data());
  BOOST_TEST(table.untouched());
  const kelpie_plugin& old = *table.get();
  BOOST_TEST(old.abi_version == KELPIE_ABI_VERSION);

  Sized<kelpie_limits> limits(more == 0 ? offsetof(kelpie_limits, queue_bytes) : sizeof(kelpie_limits) + more);
  const std::string text = life.configuration();
  Error error;
  BOOST_REQUIRE_MESSAGE(old.init(host.get(), text_of(text), limits.get(), &life.instance, error.out()) == KELPIE_OK,
                        error.message());
  BOOST_TEST(limits.untouched());
  BOOST_TEST(limits.get()->batch_bytes > 0);
  BOOST_REQUIRE(old.start(life.instance, nullptr) == KELPIE_OK);

  const std::string lines = sign_in("a", 1, "50126");
  Sized<kelpie_batch> batch(more == 0 ? offsetof(kelpie_batch, events) : sizeof(kelpie_batch) + more);
  batch.get()->cookie = 1;
  batch.get()->table = text_of("SigninLogs");
  batch.get()->lines = text_of(lines);
  Sized<kelpie_credit> credit(more == 0 ? offsetof(kelpie_credit, durable) : sizeof(kelpie_credit) + more);
  BOOST_TEST(old.push(life.instance, batch.get(), long_enough, credit.get(), nullptr) == KELPIE_OK);
  BOOST_TEST(credit.untouched());
  BOOST_TEST(credit.get()->bytes_of > 0);
  BOOST_TEST(old.flush(life.instance, long_enough, nullptr) == KELPIE_OK);

  Sized<kelpie_query> query(more == 0 ? offsetof(kelpie_query, parameters) : sizeof(kelpie_query) + more);
  query.get()->text = text_of("SigninLogs | count");
  kelpie_cursor* cursor = nullptr;
  BOOST_REQUIRE(plugin().query_open(life.instance, query.get(), &cursor, nullptr) == KELPIE_OK);
  Sized<kelpie_rows> rows(more == 0 ? offsetof(kelpie_rows, row_count) : sizeof(kelpie_rows) + more);
  BOOST_TEST(plugin().cursor_next(cursor, rows.get(), nullptr) == KELPIE_OK);
  BOOST_TEST(rows.untouched());
  BOOST_TEST(string_of(rows.get()->rows) == "[1]\n");
  plugin().cursor_close(cursor);
  if (host_size >= sizeof(kelpie_host)) BOOST_TEST(fake_host_wait_deliveries(life.host, 1, long_enough));
  BOOST_TEST(old.drain(life.instance, long_enough, nullptr) == KELPIE_OK);
  if (host_size < sizeof(kelpie_host)) BOOST_TEST(fake_host_delivery_count(life.host) == 0);
  BOOST_TEST(fake_host_report_count(life.host) == 1);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(abi_versions)

BOOST_AUTO_TEST_CASE(an_older_host) { live(offsetof(kelpie_plugin, rules_prepare), offsetof(kelpie_host, deliver), 0); }

BOOST_AUTO_TEST_CASE(a_newer_host) { live(sizeof(kelpie_plugin) + 64, sizeof(kelpie_host) + 32, 16); }

BOOST_AUTO_TEST_CASE(what_the_entry_refuses) {
  const auto query = entry();
  kelpie_host host{};
  host.struct_size = sizeof host;
  host.abi_version = KELPIE_ABI_VERSION;
  kelpie_plugin table{};
  table.struct_size = sizeof table;
  std::array<char, 256> message{};
  const auto ask = [&] {
    message.fill('x');
    return query(&host, &table, message.data(), message.size());
  };
  BOOST_TEST(ask() == KELPIE_OK);
  BOOST_TEST(query(nullptr, &table, message.data(), message.size()) == KELPIE_WRONG_USE);
  BOOST_TEST(query(&host, nullptr, nullptr, 0) == KELPIE_WRONG_USE);
  host.abi_version = 2 * 65536 + 7;
  BOOST_TEST(ask() == KELPIE_VERSION);
  const std::string said = message.data();
  BOOST_TEST((said.find("2.7") != std::string::npos && said.find("1.0") != std::string::npos), said);
  // The reason is cut and ended.
  message.fill('x');
  BOOST_TEST(query(&host, &table, message.data(), 4) == KELPIE_VERSION);
  BOOST_TEST((std::strlen(message.data()) <= 3 && message[4] == 'x'));
  host.abi_version = KELPIE_ABI_VERSION + 9;  // a later minor version: members are only added
  BOOST_TEST(ask() == KELPIE_OK);
  host.memory_take = [](void*, std::uint64_t) -> std::int32_t { return 0; };
  BOOST_TEST(ask() == KELPIE_WRONG_USE);
  host.memory_take = nullptr;
  table.struct_size = offsetof(kelpie_plugin, resume);
  BOOST_TEST(ask() == KELPIE_VERSION);
  table.struct_size = 0;
  BOOST_TEST(ask() != KELPIE_OK);
  table.struct_size = sizeof table;
  host.struct_size = 4;
  BOOST_TEST(ask() != KELPIE_OK);
}

BOOST_AUTO_TEST_SUITE_END()
