#include "rules/payloads/kelpie_json.hpp"

#include "rules/alert_json.hpp"
#include "rules/payloads/fit.hpp"
#include "rules/payloads/plain_text.hpp"

namespace kelpie::rules {

std::string kelpie_json(const Alert& alert, std::size_t most_bytes) {
  return fit(alert, most_bytes, [](const Alert& cut) { return ascii_json(alert_json(cut)); });
}

}  // namespace kelpie::rules
