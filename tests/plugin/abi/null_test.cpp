#include <boost/test/unit_test.hpp>

#include "tests/plugin/abi/life.hpp"

using namespace kelpie::plugin::test;

BOOST_AUTO_TEST_SUITE(abi_null)

BOOST_AUTO_TEST_CASE(without_an_instance) {
  const kelpie_plugin& p = plugin();
  Error error;
  p.error_free(nullptr);
  p.document_free(nullptr);
  p.close(nullptr);
  p.rules_abort(nullptr);
  p.cursor_close(nullptr);
  p.cursor_cancel(nullptr);
  BOOST_TEST(p.describe(nullptr, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(p.configuration_schema(nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.configuration_check({nullptr, 5}, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.configuration_check({nullptr, 0}, nullptr) == KELPIE_REFUSED);
  BOOST_TEST(p.start(nullptr, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(error.message() == "instance is NULL");
  BOOST_TEST(p.drain(nullptr, 0, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.stop(nullptr, 0, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.quiesce(nullptr, 0, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.resume(nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.push(nullptr, nullptr, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.credit(nullptr, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.flush(nullptr, 0, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.rules_prepare(nullptr, nullptr, 0, nullptr, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.rules_commit(nullptr, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.close_incident(nullptr, {nullptr, 0}, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.query_open(nullptr, nullptr, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.cursor_next(nullptr, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.inspect(nullptr, KELPIE_TABLES, {nullptr, 0}, nullptr, nullptr) == KELPIE_WRONG_USE);
}

BOOST_AUTO_TEST_CASE(at_init) {
  OwnLife life;
  const std::string text = life.configuration();
  kelpie_instance* instance = nullptr;
  Error error;
  BOOST_TEST(plugin().init(nullptr, text_of(text), nullptr, &instance, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(plugin().init(&life.services, {nullptr, 3}, nullptr, &instance, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(plugin().init(&life.services, text_of(text), nullptr, nullptr, error.out()) == KELPIE_WRONG_USE);
  kelpie_limits limits{};
  BOOST_TEST(plugin().init(&life.services, text_of(text), &limits, &instance, error.out()) == KELPIE_WRONG_USE);
  life.services.struct_size = 0;
  BOOST_TEST(plugin().init(&life.services, text_of(text), nullptr, &instance, error.out()) == KELPIE_WRONG_USE);
  BOOST_TEST(instance == nullptr);
}

BOOST_AUTO_TEST_CASE(with_an_instance) {
  OwnLife life;
  life.begin();
  const kelpie_plugin& p = plugin();
  kelpie_batch batch{};
  BOOST_TEST(p.push(life.instance, nullptr, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  batch.struct_size = sizeof batch;
  batch.cookie = 1;
  batch.lines = {nullptr, 10};
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  batch.lines = {nullptr, 0};
  batch.table = {nullptr, 10};
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  batch.table = {nullptr, 0};
  batch.form = KELPIE_EVENTS;
  batch.event_count = 3;
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  const kelpie_text nothing = {nullptr, 10};
  batch.events = &nothing;
  batch.event_count = 1;
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  batch.form = 77;
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_WRONG_USE);
  const std::string line = sign_in("a");
  const kelpie_text huge = {line.data(), SIZE_MAX};
  batch.form = KELPIE_EVENTS;
  batch.events = &huge;
  BOOST_TEST(p.push(life.instance, &batch, 0, nullptr, nullptr) == KELPIE_LIMIT);
  BOOST_TEST(p.credit(life.instance, nullptr, nullptr) == KELPIE_WRONG_USE);
  kelpie_rules* rules = nullptr;
  BOOST_TEST(p.rules_prepare(life.instance, nullptr, 2, &rules, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.rules_prepare(life.instance, &nothing, 1, &rules, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.rules_prepare(life.instance, nullptr, 0, nullptr, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.rules_commit(life.instance, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.close_incident(life.instance, {nullptr, 4}, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.close_incident(life.instance, {nullptr, 0}, nullptr) == KELPIE_REFUSED);
  kelpie_cursor* cursor = nullptr;
  kelpie_query query{};
  BOOST_TEST(p.query_open(life.instance, nullptr, &cursor, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.query_open(life.instance, &query, &cursor, nullptr) == KELPIE_WRONG_USE);
  query.struct_size = sizeof query;
  query.text = {nullptr, 10};
  BOOST_TEST(p.query_open(life.instance, &query, &cursor, nullptr) == KELPIE_WRONG_USE);
  query.text = text_of("print 1");
  BOOST_TEST(p.query_open(life.instance, &query, nullptr, nullptr) == KELPIE_WRONG_USE);
  query.parameters = {nullptr, 10};
  BOOST_TEST(p.query_open(life.instance, &query, &cursor, nullptr) == KELPIE_WRONG_USE);
  query.parameters = text_of("[1]");
  BOOST_TEST(p.query_open(life.instance, &query, &cursor, nullptr) == KELPIE_REFUSED);
  query.parameters = {nullptr, 0};
  query.deadline_ms = -1;
  BOOST_TEST(p.query_open(life.instance, &query, &cursor, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(cursor == nullptr);
  query.deadline_ms = 0;
  BOOST_REQUIRE(p.query_open(life.instance, &query, &cursor, nullptr) == KELPIE_OK);
  BOOST_TEST(p.cursor_next(cursor, nullptr, nullptr) == KELPIE_WRONG_USE);
  kelpie_rows rows{};
  BOOST_TEST(p.cursor_next(cursor, &rows, nullptr) == KELPIE_WRONG_USE);
  p.cursor_close(cursor);
  kelpie_document* document = nullptr;
  BOOST_TEST(p.inspect(life.instance, KELPIE_TABLES, {nullptr, 0}, nullptr, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.inspect(life.instance, KELPIE_PLAN, {nullptr, 7}, &document, nullptr) == KELPIE_WRONG_USE);
  BOOST_TEST(p.inspect(life.instance, 4711, {nullptr, 0}, &document, nullptr) == KELPIE_REFUSED);
  BOOST_TEST(document == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
