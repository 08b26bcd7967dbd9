/* A table that a loader has to accept, for plugins that then spoil one thing of it. Its functions do nothing. */
#ifndef KELPIE_WHOLE_TABLE_H
#define KELPIE_WHOLE_TABLE_H

#include <stdio.h>
#include <string.h>

#include "plugin/abi/kelpie.h"

static void error_free(kelpie_error* error) { (void)error; }
static void document_free(kelpie_document* document) { (void)document; }
static kelpie_code describe(kelpie_document** description, kelpie_error** error) {
  return (void)description, (void)error, KELPIE_BUG;
}
static kelpie_code configuration_check(kelpie_text configuration, kelpie_error** error) {
  return (void)configuration, (void)error, KELPIE_BUG;
}
static kelpie_code init(const kelpie_host* host, kelpie_text configuration, kelpie_limits* limits,
                        kelpie_instance** instance, kelpie_error** error) {
  return (void)host, (void)configuration, (void)limits, (void)instance, (void)error, KELPIE_BUG;
}
static kelpie_code start(kelpie_instance* instance, kelpie_error** error) {
  return (void)instance, (void)error, KELPIE_BUG;
}
static kelpie_code drain(kelpie_instance* instance, int64_t deadline_ms, kelpie_error** error) {
  return (void)instance, (void)deadline_ms, (void)error, KELPIE_BUG;
}
static void close_instance(kelpie_instance* instance) { (void)instance; }
static kelpie_code push(kelpie_instance* instance, const kelpie_batch* batch, int64_t deadline_ms,
                        kelpie_credit* credit, kelpie_error** error) {
  return (void)instance, (void)batch, (void)deadline_ms, (void)credit, (void)error, KELPIE_BUG;
}
static kelpie_code credit_now(kelpie_instance* instance, kelpie_credit* credit, kelpie_error** error) {
  return (void)instance, (void)credit, (void)error, KELPIE_BUG;
}

/* Can store, and nothing else. */
static void fill_table(kelpie_plugin* plugin) {
  plugin->abi_version = KELPIE_ABI_VERSION;
  plugin->capabilities = KELPIE_CAN_STORE;
  plugin->error_free = error_free;
  plugin->document_free = document_free;
  plugin->describe = describe;
  plugin->configuration_schema = describe;
  plugin->configuration_check = configuration_check;
  plugin->init = init;
  plugin->start = start;
  plugin->drain = drain;
  plugin->stop = drain;
  plugin->close = close_instance;
  plugin->quiesce = drain;
  plugin->resume = start;
  plugin->push = push;
  plugin->credit = credit_now;
  plugin->flush = drain;
}

/* The entry of a plugin that fills its table and then does STATEMENT with `plugin`, `message` and `message_size`. */
#define ENTRY(statement)                                                                         \
  kelpie_code kelpie_plugin_query(const kelpie_host* host, kelpie_plugin* plugin, char* message, \
                                  size_t message_size) {                                         \
    (void)host, (void)message, (void)message_size;                                               \
    fill_table(plugin);                                                                          \
    statement;                                                                                   \
    return KELPIE_OK;                                                                            \
  }

#endif
