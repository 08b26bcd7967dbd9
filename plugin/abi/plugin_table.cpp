// The functions of the C interface: arguments checked and turned into those of the instance, results turned back.

#include "plugin/abi/plugin_table.hpp"

#include "plugin/abi/guard.hpp"
#include "plugin/abi/structs.hpp"
#include "plugin/instance/instance.hpp"
#include "plugin/instance/query_cursor.hpp"
#include "plugin/output/json_object.hpp"

using namespace kelpie::plugin;

struct kelpie_instance {
  Instance inside;
};
struct kelpie_rules {
  std::shared_ptr<kelpie::rules::PreparedRules> inside;
  const kelpie_instance* of = nullptr;  // compared only: it may be gone
};
struct kelpie_cursor {
  std::unique_ptr<QueryCursor> inside;
};

namespace {

template <typename Pointer>
Pointer& required(Pointer* pointer, const char* name) {
  if (pointer == nullptr) throw PluginError(KELPIE_WRONG_USE, std::string(name) + " is NULL");
  return *pointer;
}

Instance& inside(kelpie_instance* instance) { return required(instance, "instance").inside; }

std::chrono::milliseconds waiting(std::int64_t deadline_ms) {
  if (deadline_ms < 0)
    throw PluginError(KELPIE_WRONG_USE,
                      "the deadline is " + std::to_string(deadline_ms) + " ms; 0 does not wait at all");
  return std::chrono::milliseconds(deadline_ms);
}

std::string_view checked(kelpie_text text, const char* name) {
  if (text.data == nullptr && text.size > 0) throw PluginError(KELPIE_WRONG_USE, std::string(name) + ".data is NULL");
  return view_of(text);
}

kelpie_code describe(kelpie_document** description, kelpie_error** error) noexcept {
  if (description != nullptr) *description = nullptr;
  return guarded(error, [&] {
    kelpie_document*& to = required(description, "description");
    to = make_document(JsonObject()
                           .text("name", "kelpie")
                           .text("version", KELPIE_VERSION_TEXT)
                           .text("abi", std::to_string(KELPIE_ABI_MAJOR) + "." + std::to_string(KELPIE_ABI_MINOR))
                           .text("event_schema", "1.0")
                           .text("rule_language", "1.0")
                           .text("kql", "Kusto reference")
                           .texts("capabilities", std::vector<std::string>{"store", "detect", "query", "inspect"})
                           .raw("limits", JsonObject()
                                              .number("threads", 3)
                                              .number("memory_bytes", std::uint64_t{64} << 20)
                                              .number("event_bytes", 256)
                                              .number("batch_bytes", 1024)
                                              .number("queue_bytes", 4096)
                                              .done())
                           .done());
    return KELPIE_OK;
  });
}

kelpie_code schema(kelpie_document** schema, kelpie_error** error) noexcept {
  if (schema != nullptr) *schema = nullptr;
  return guarded(error, [&] {
    kelpie_document*& to = required(schema, "schema");
    to = make_document(configuration_schema());
    return KELPIE_OK;
  });
}

kelpie_code check(kelpie_text configuration, kelpie_error** error) noexcept {
  return guarded(error, [&] {
    static_cast<void>(read_configuration(checked(configuration, "configuration")));
    return KELPIE_OK;
  });
}

kelpie_code init(const kelpie_host* host, kelpie_text configuration, kelpie_limits* limits, kelpie_instance** instance,
                 kelpie_error** error) noexcept {
  if (instance != nullptr) *instance = nullptr;
  return guarded(error, [&] {
    kelpie_instance*& to = required(instance, "instance");
    const kelpie_host known = read_struct(host, "host");
    const kelpie_limits wanted = limits == nullptr ? kelpie_limits{} : read_struct(limits, "limits");
    if (PluginThread::is_current())
      throw PluginError(KELPIE_WRONG_USE, "init: called from within a function of the host");
    std::unique_ptr<kelpie_instance> made(
        new kelpie_instance{{known, checked(configuration, "configuration"), wanted}});
    if (limits != nullptr) fill_struct(limits, made->inside.limits());
    to = made.release();
    return KELPIE_OK;
  });
}

kelpie_code start(kelpie_instance* instance, kelpie_error** error) noexcept {
  return guarded(error, [&] {
    inside(instance).start();
    return KELPIE_OK;
  });
}

kelpie_code drain(kelpie_instance* instance, std::int64_t deadline_ms, kelpie_error** error) noexcept {
  return guarded(error, [&] { return inside(instance).drain(waiting(deadline_ms)); });
}

kelpie_code stop(kelpie_instance* instance, std::int64_t deadline_ms, kelpie_error** error) noexcept {
  return guarded(error, [&] { return inside(instance).stop(waiting(deadline_ms)); });
}

void close(kelpie_instance* instance) noexcept {
  if (instance == nullptr) return;
  if (PluginThread::is_current()) {
    // Its threads cannot be joined by themselves. Left as it is, it can be closed properly.
    instance->inside.host().log(KELPIE_LOG_ERROR,
                                "close() was called from within a function of the host and did nothing");
    return;
  }
  static_cast<void>(guarded(nullptr, [&] {
    delete instance;
    return KELPIE_OK;
  }));
}

kelpie_code quiesce(kelpie_instance* instance, std::int64_t deadline_ms, kelpie_error** error) noexcept {
  return guarded(error, [&] { return inside(instance).quiesce(waiting(deadline_ms)); });
}

kelpie_code resume(kelpie_instance* instance, kelpie_error** error) noexcept {
  return guarded(error, [&] {
    inside(instance).resume();
    return KELPIE_OK;
  });
}

kelpie_code push(kelpie_instance* instance, const kelpie_batch* batch, std::int64_t deadline_ms, kelpie_credit* credit,
                 kelpie_error** error) noexcept {
  const auto tell_credit = [&] {
    if (credit != nullptr && instance != nullptr && credit->struct_size >= 2 * sizeof(std::uint32_t))
      fill_struct(credit, instance->inside.credit());
  };
  return guarded(error, [&] {
    Instance& to = inside(instance);
    if (credit != nullptr) require_struct(credit, "credit");
    try {
      const kelpie_batch known = read_struct(batch, "batch");
      static_cast<void>(checked(known.table, "batch.table"));
      const kelpie_code code = to.push(known, waiting(deadline_ms));
      tell_credit();
      return code;
    } catch (...) {
      tell_credit();
      throw;
    }
  });
}

kelpie_code credit(kelpie_instance* instance, kelpie_credit* credit, kelpie_error** error) noexcept {
  return guarded(error, [&] {
    Instance& of = inside(instance);
    require_struct(credit, "credit");
    fill_struct(credit, of.credit());
    return KELPIE_OK;
  });
}

kelpie_code flush(kelpie_instance* instance, std::int64_t deadline_ms, kelpie_error** error) noexcept {
  return guarded(error, [&] { return inside(instance).flush(waiting(deadline_ms)); });
}

kelpie_code rules_prepare(kelpie_instance* instance, const kelpie_text* paths, std::size_t path_count,
                          kelpie_rules** rules, kelpie_document** warnings, kelpie_error** error) noexcept {
  if (rules != nullptr) *rules = nullptr;
  if (warnings != nullptr) *warnings = nullptr;
  return guarded(error, [&] {
    Instance& of = inside(instance);
    kelpie_rules*& to = required(rules, "rules");
    if (path_count > 0) static_cast<void>(required(paths, "paths"));
    std::vector<std::string> names;
    for (std::size_t i = 0; i < path_count; ++i) names.emplace_back(checked(paths[i], "paths"));
    kelpie::rules::RuleDiagnostics told;
    auto made = std::make_unique<kelpie_rules>(kelpie_rules{of.prepare(names, told), instance});
    if (warnings != nullptr) *warnings = make_document(detail_json(told));
    to = made.release();
    return KELPIE_OK;
  });
}

kelpie_code rules_commit(kelpie_instance* instance, kelpie_rules* rules, kelpie_error** error) noexcept {
  const std::unique_ptr<kelpie_rules> used(rules);
  return guarded(error, [&] {
    Instance& to = inside(instance);
    if (required(rules, "rules").of != instance)
      throw PluginError(KELPIE_WRONG_USE, "rules_commit: these rules were prepared for another instance");
    to.commit(std::move(rules->inside));
    return KELPIE_OK;
  });
}

void rules_abort(kelpie_rules* rules) noexcept { delete rules; }

kelpie_code close_incident(kelpie_instance* instance, kelpie_text id, kelpie_error** error) noexcept {
  return guarded(error, [&] {
    inside(instance).close_incident(checked(id, "id"));
    return KELPIE_OK;
  });
}

kelpie_code query_open(kelpie_instance* instance, const kelpie_query* query, kelpie_cursor** cursor,
                       kelpie_error** error) noexcept {
  if (cursor != nullptr) *cursor = nullptr;
  return guarded(error, [&] {
    Instance& of = inside(instance);
    kelpie_cursor*& to = required(cursor, "cursor");
    const kelpie_query known = read_struct(query, "query");
    static_cast<void>(checked(known.text, "query.text"));
    static_cast<void>(checked(known.parameters, "query.parameters"));
    auto made = std::make_unique<kelpie_cursor>();
    made->inside = of.open_query(known);
    to = made.release();
    return KELPIE_OK;
  });
}

kelpie_code cursor_next(kelpie_cursor* cursor, kelpie_rows* rows, kelpie_error** error) noexcept {
  return guarded(error, [&]() -> kelpie_code {
    QueryCursor& of = *required(cursor, "cursor").inside;
    require_struct(rows, "rows");
    const auto piece = of.next();
    if (!piece) return KELPIE_END;
    fill_struct(rows, *piece);
    return KELPIE_OK;
  });
}

void cursor_cancel(kelpie_cursor* cursor) noexcept {
  if (cursor != nullptr) cursor->inside->cancel();
}

void cursor_close(kelpie_cursor* cursor) noexcept { delete cursor; }

kelpie_code inspect(kelpie_instance* instance, kelpie_subject subject, kelpie_text argument, kelpie_document** document,
                    kelpie_error** error) noexcept {
  if (document != nullptr) *document = nullptr;
  return guarded(error, [&] {
    Instance& of = inside(instance);
    kelpie_document*& to = required(document, "document");
    to = make_document(of.inspect(subject, checked(argument, "argument")));
    return KELPIE_OK;
  });
}

}  // namespace

namespace kelpie::plugin {

kelpie_plugin plugin_table() noexcept {
  return {sizeof(kelpie_plugin),
          KELPIE_ABI_VERSION,
          KELPIE_CAN_STORE | KELPIE_CAN_DETECT | KELPIE_CAN_QUERY | KELPIE_CAN_INSPECT,
          free_error,
          free_document,
          describe,
          schema,
          check,
          init,
          start,
          drain,
          stop,
          close,
          quiesce,
          resume,
          push,
          credit,
          flush,
          rules_prepare,
          rules_commit,
          rules_abort,
          close_incident,
          query_open,
          cursor_next,
          cursor_cancel,
          cursor_close,
          inspect};
}

}  // namespace kelpie::plugin
