#include "generate/fragments.hpp"

#include "generate/fields.hpp"

namespace kelpie::generate {
namespace {

constexpr std::string_view result_names[policy_result_count] = {
    "success",           "failure", "notApplied", "notEnabled", "reportOnlySuccess", "reportOnlyNotApplied",
    "unknownFutureValue"};

std::string nested(const std::string& json, Nesting nesting) {
  return nesting == Nesting::json ? json : '"' + escaped(json) + '"';
}

std::string device_json(const Device& device) {
  std::string json = R"({"deviceId":")" + device.id + R"(","displayName":")" + device.name +
                     R"(","operatingSystem":")" + std::string(catalog::clients()[device.client].operating_system) +
                     R"(","browser":")" + device.browser + '"';
  if (!device.id.empty()) {
    json += R"(,"isCompliant":)" + std::string(device.compliant ? "true" : "false") +
            R"(,"isManaged":true,"trustType":")" + (device.mobile ? "Azure AD registered" : "Azure AD joined") + '"';
  }
  return json + '}';
}

std::string place_json(const catalog::Place& place) {
  return R"({"city":")" + std::string(place.city) + R"(","state":")" + std::string(place.state) +
         R"(","countryOrRegion":")" + std::string(place.country) + R"(","geoCoordinates":{"latitude":)" +
         std::string(place.latitude) + R"(,"longitude":)" + std::string(place.longitude) + "}}";
}

std::string status_json(const catalog::Result& result, bool second_factor) {
  std::string json = R"({"errorCode":)" + std::to_string(result.code);
  if (result.code != 0) json += R"(,"failureReason":")" + std::string(result.description) + '"';
  if (second_factor) {
    json += result.code == 500121 ? R"(,"additionalDetails":"MFA denied; user declined the authentication")"
                                  : R"(,"additionalDetails":"MFA requirement satisfied by claim in the token")";
  }
  return json + '}';
}

std::string policy_json(const Policy& policy, int result) {
  return R"({"id":")" + policy.id + R"(","displayName":")" + std::string(policy.text.name) +
         R"(","enforcedGrantControls":)" + std::string(policy.text.grant_controls) + R"(,"enforcedSessionControls":)" +
         std::string(policy.text.session_controls) + R"(,"result":")" + std::string(result_names[result]) + "\"}";
}

/// The list of steps with '@' where the time stands.
std::string steps_json(Proof proof) {
  const auto step = [](std::string_view method, std::string_view detail, bool succeeded, std::string_view said,
                       std::string_view requirement, int sequence) {
    return R"({"authenticationStepDateTime":"@","authenticationMethod":")" + std::string(method) +
           R"(","authenticationMethodDetail":")" + std::string(detail) + R"(","succeeded":)" +
           (succeeded ? "true" : "false") + R"(,"authenticationStepResultDetail":")" + std::string(said) +
           R"(","authenticationStepRequirement":")" + std::string(requirement) + R"(","StatusSequence":0,)" +
           R"("RequestSequence":)" + std::to_string(sequence) + '}';
  };
  const std::string password =
      step("Password", "Password Hash Sync", true, "Correct password", "Primary authentication", 1);
  switch (proof) {
    case Proof::none:
      return "[]";
    case Proof::password:
      return '[' + password + ']';
    case Proof::wrong_password:
      return '[' + step("Password", "Password in the cloud", false, "Incorrect password", "Primary authentication", 1) +
             ']';
    case Proof::password_and_phone:
      return '[' + password + ',' +
             step("Mobile app notification", "", true, "MFA completed in Azure AD", "Multifactor authentication", 2) +
             ']';
    case Proof::denied_phone:
      return '[' + password + ',' +
             step("Mobile app notification", "", false, "MFA denied; user declined the authentication",
                  "Multifactor authentication", 2) +
             ']';
    case Proof::earlier_token:
      return '[' +
             step("Previously satisfied", "", true, "First factor requirement satisfied by claim in the token",
                  "Primary authentication", 0) +
             ']';
  }
  return "[]";
}

std::vector<std::string> split_at_times(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '@') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

Fragments::Fragments(const Population& population, Nesting objects, Nesting lists) : population_(population) {
  policies_open_ = objects == Nesting::json ? "[" : "\"[";
  policies_close_ = objects == Nesting::json ? "]" : "]\"";
  for (const Device& device : population.devices) devices_.push_back(nested(device_json(device), objects));
  for (const catalog::Place& place : catalog::places()) places_.push_back(nested(place_json(place), objects));
  for (const catalog::Result& result : catalog::results()) {
    statuses_.push_back({nested(status_json(result, false), objects), nested(status_json(result, true), objects)});
  }
  second_factors_ = {nested("{}", objects),
                     nested(R"({"authMethod":"Mobile app notification","authDetail":""})", objects),
                     nested(R"({"authMethod":"Text message","authDetail":"+XX XXXXXXXX17"})", objects)};
  for (const Policy& policy : population.policies) {
    auto& variants = policies_.emplace_back();
    for (int result = 0; result < policy_result_count; ++result) {
      const std::string json = policy_json(policy, result);
      variants[static_cast<std::size_t>(result)] = objects == Nesting::json ? json : escaped(json);
    }
  }
  for (int proof = 0; proof < proof_count; ++proof) {
    steps_[static_cast<std::size_t>(proof)] = split_at_times(nested(steps_json(static_cast<Proof>(proof)), lists));
  }
  processing_details_ = {nested("[]", lists), nested(R"([{"key":"Is CAE Token","value":"False"}])", lists)};
}

void Fragments::append_place(Output& output, const Event& event) const {
  output.append(places_[population_.addresses[event.address].place]);
}

void Fragments::append_status(Output& output, const Event& event) const {
  output.append(statuses_[event.result][event.proof == Proof::earlier_token && event.multi_factor ? 1
                                        : event.proof == Proof::denied_phone                      ? 1
                                                                                                  : 0]);
}

void Fragments::append_second_factor(Output& output, const Event& event) const {
  const bool phone = event.proof == Proof::password_and_phone || event.proof == Proof::denied_phone;
  output.append(second_factors_[!phone ? 0 : event.user % 9 == 0 ? 2 : 1]);
}

void Fragments::append_policies(Output& output, const Event& event) const {
  output.append(policies_open_);
  for (int i = 0; i < event.policy_count; ++i) {
    if (i != 0) output.append(',');
    output.append(policies_[event.policy[i]][static_cast<std::size_t>(event.policy_result[i])]);
  }
  output.append(policies_close_);
}

void Fragments::append_authentication_steps(Output& output, const Event& event) const {
  const std::vector<std::string>& parts = steps_[static_cast<std::size_t>(event.proof)];
  output.append(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    append_time(output, event.created + static_cast<Ticks>(i - 1) * 7 * ticks_per_second);
    output.append(parts[i]);
  }
}

void Fragments::append_processing_details(Output& output, const Event& event) const {
  output.append(processing_details_[event.application % 4 == 1]);
}

std::string_view conditional_access_status(const Event& event) {
  bool applied = false;
  for (int i = 0; i < event.policy_count; ++i) {
    if (event.policy_result[i] == PolicyResult::failure) return "failure";
    applied |= event.policy_result[i] == PolicyResult::success;
  }
  return applied ? "success" : "notApplied";
}

}  // namespace kelpie::generate
