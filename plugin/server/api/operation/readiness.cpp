#include "plugin/server/api/operation/readiness.hpp"

#include <exception>
#include <functional>
#include <vector>

#include "plugin/output/json_object.hpp"
#include "plugin/server/rules/rule_service.hpp"
#include "plugin/server/service/intake_service.hpp"
#include "plugin/server/service/query_service.hpp"
#include "plugin/server/service/services.hpp"

namespace kelpie::server {

namespace {

struct Check {
  std::string name;
  bool ok = true;
  std::string detail;
};

/// What a check finds; one that throws has found something.
Check checked(std::string name, const std::function<void(Check&)>& look) {
  Check check{std::move(name), true, {}};
  try {
    look(check);
  } catch (const std::exception& failure) {
    check.ok = false;
    check.detail = failure.what();
  }
  return check;
}

void fail(Check& check, std::string why) {
  check.ok = false;
  check.detail = std::move(why);
}

std::string count_text(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what);
}

}  // namespace

Readiness readiness_of(Services& services) {
  std::vector<Check> checks;
  checks.push_back(checked("store", [&](Check& check) {
    if (services.queries.view().catalog == nullptr) fail(check, "the store is not open");
  }));
  checks.push_back(checked("intake", [&](Check& check) {
    const std::string failure = services.intake.failure();
    const IntakeService::Load load = services.intake.load();
    if (!failure.empty())
      fail(check, failure);
    else if (load.most > 0 && load.bytes >= load.most)
      fail(check, "as many events wait for the disk as may: " + count_text(load.bytes, "bytes"));
  }));
  // One look for both: of the same moment.
  RuleService::Health health;
  checks.push_back(checked("rules", [&](Check& check) {
    health = services.rules.health();
    if (!health.failure.empty()) return fail(check, health.failure);
    check.detail = count_text(health.running, health.running == 1 ? "rule runs" : "rules run");
    const auto add = [&](std::size_t count, std::string_view what) {
      if (count > 0) check.detail += ", " + count_text(count, what);
    };
    add(health.refused, "refused");
    add(health.disabled, "disabled");
    add(health.failing, "failing");
  }));
  checks.push_back(checked("delivery", [&](Check& check) {
    std::size_t stuck = 0;
    std::uint64_t waiting = 0;
    for (const auto& sink : health.sinks) {
      waiting += sink.waiting;
      stuck += sink.stuck ? 1 : 0;
    }
    if (waiting > 0) check.detail = count_text(waiting, "alerts wait");
    if (stuck > 0)
      fail(check, count_text(stuck, stuck == 1 ? "sink has" : "sinks have") +
                      " not taken its oldest alert for too long, " + count_text(waiting, "alerts wait") +
                      "; kelpie_alerts_waiting in /metrics says for which, and the log says why");
  }));
  Readiness readiness;
  for (const Check& check : checks) readiness.ready = readiness.ready && check.ok;
  readiness.document = plugin::JsonObject()
                           .boolean("ready", readiness.ready)
                           .raw("checks", plugin::json_list(checks,
                                                            [](const Check& check) {
                                                              plugin::JsonObject one;
                                                              one.text("name", check.name).boolean("ok", check.ok);
                                                              if (!check.detail.empty())
                                                                one.text("detail", check.detail);
                                                              return one.done();
                                                            }))
                           .done();
  return readiness;
}

}  // namespace kelpie::server
