#include "rules/payloads/payload.hpp"

#include <array>

#include "rules/payloads/cef.hpp"
#include "rules/payloads/kelpie_json.hpp"
#include "rules/payloads/ocsf.hpp"

namespace kelpie::rules {

namespace {

constexpr std::array<Payload, 3> payloads{{
    {"json", "application/json", true, "Kelpie's own JSON, with everything", kelpie_json},
    {"cef", "text/plain; charset=utf-8", false, "Common Event Format, CEF:0", cef},
    {"ocsf", "application/json", true, "OCSF 1.5.0 Detection Finding (class 2004)", ocsf},
}};

}  // namespace

std::span<const Payload> all_payloads() { return payloads; }

const Payload* payload_named(std::string_view name) {
  for (const Payload& payload : payloads) {
    if (payload.name == name) return &payload;
  }
  return nullptr;
}

std::vector<std::string> payload_names() {
  std::vector<std::string> names;
  for (const Payload& payload : payloads) names.emplace_back(payload.name);
  return names;
}

}  // namespace kelpie::rules
