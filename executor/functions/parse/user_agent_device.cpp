#include <algorithm>

#include "executor/functions/parse/user_agent.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

struct WindowsRelease {
  std::string_view kernel;  // as in "Windows NT 6.3"
  std::string_view major;
  std::string_view minor;
};
constexpr WindowsRelease windows_releases[] = {
    {"10.", "10", ""},    {"6.4", "10", ""}, {"6.3", "8", "1"}, {"6.2", "8", ""},    {"6.1", "7", ""},
    {"6.0", "Vista", ""}, {"5.2", "XP", ""}, {"5.1", "XP", ""}, {"5.0", "2000", ""},
};

/// A name in the header, and the family when the version stands behind it.
struct SystemRule {
  std::string_view token;
  std::string_view family;
};
constexpr SystemRule system_rules[] = {
    {"Windows Phone ", "Windows Phone"},
    {"SymbianOS/", "Symbian OS"},
    {"Android ", "Android"},
    {"CPU iPhone OS ", "iOS"},
    {"CPU OS ", "iOS"},
    {"iPhone OS ", "iOS"},
    {"CrOS x86_64 ", "Chrome OS"},
    {"CrOS aarch64 ", "Chrome OS"},
    {"Mac OS X ", "Mac OS X"},
    {"Tizen ", "Tizen"},
};
/// A name that no version follows.
constexpr SystemRule plain_system_rules[] = {
    {"Android", "Android"}, {"Ubuntu", "Ubuntu"},      {"Fedora", "Fedora"},
    {"Debian", "Debian"},   {"Linux", "Linux"},        {"FreeBSD", "FreeBSD"},
    {"OpenBSD", "OpenBSD"}, {"Macintosh", "Mac OS X"}, {"Windows", "Windows"},
};

struct BrandRule {
  std::string_view start;  // of the model
  std::string_view brand;
};
constexpr BrandRule brand_rules[] = {
    {"SM-", "Samsung"},  {"GT-", "Samsung"}, {"SAMSUNG", "Samsung"}, {"Pixel", "Google"},  {"Nexus", "Google"},
    {"Redmi", "XiaoMi"}, {"Mi ", "XiaoMi"},  {"ONEPLUS", "OnePlus"}, {"moto", "Motorola"}, {"XT", "Motorola"},
    {"LG-", "LG"},       {"LM-", "LG"},      {"HUAWEI", "Huawei"},   {"VOG-", "Huawei"},   {"ELE-", "Huawei"},
    {"CPH", "Oppo"},     {"vivo", "Vivo"},   {"Nokia", "Nokia"},
};

/// The model of an Android device: what stands behind the version, up to " Build/" or the end of the parentheses.
std::string_view android_model(std::string_view user_agent) {
  std::size_t at = user_agent.find("Android");
  at = at == std::string_view::npos ? at : user_agent.find(';', at);
  if (at == std::string_view::npos) return {};
  std::string_view model = user_agent.substr(at + 1);
  model = model.substr(0, std::min({model.find(" Build/"), model.find(')'), model.find(';'), model.size()}));
  while (model.starts_with(' ')) model.remove_prefix(1);
  return model == "K" || model == "Mobile" || model == "Tablet" || model.starts_with("rv:") ? std::string_view()
                                                                                            : model;
}

/// "NokiaN81-3/...": the model runs up to what cannot stand in one.
std::string_view nokia_model(std::string_view user_agent) {
  const std::size_t at = user_agent.find("Nokia");
  if (at == std::string_view::npos) return {};
  std::string_view model = user_agent.substr(at + 5);
  const auto end = std::find_if(model.begin(), model.end(), [](char byte) {
    return byte != '-' && !is_ascii_letter_or_digit(static_cast<unsigned char>(byte));
  });
  return model.substr(0, static_cast<std::size_t>(end - model.begin()));
}

}  // namespace

UserAgentProduct system_of(std::string_view user_agent) {
  UserAgentProduct system;
  if (const std::size_t at = user_agent.rfind("Windows NT ");
      at != std::string_view::npos && user_agent.find("Windows Phone") == std::string_view::npos) {
    system.family = "Windows";
    for (const WindowsRelease& release : windows_releases) {
      if (!user_agent.substr(at + 11).starts_with(release.kernel)) continue;
      system.version = {std::string(release.major), std::string(release.minor), "", ""};
      break;
    }
    return system;
  }
  for (const SystemRule& rule : system_rules) {
    const std::size_t at = user_agent.find(rule.token);
    if (at == std::string_view::npos) continue;
    system.version = leading_version(user_agent.substr(at + rule.token.size()));
    if (system.version[0].empty()) continue;
    system.family = rule.family;
    return system;
  }
  for (const SystemRule& rule : plain_system_rules) {
    if (user_agent.find(rule.token) == std::string_view::npos) continue;
    system.family = rule.family;
    break;
  }
  return system;
}

UserAgentDevice device_of(std::string_view user_agent) {
  for (const std::string_view apple : {"iPhone", "iPad", "iPod"}) {
    if (user_agent.find(apple) != std::string_view::npos) return {std::string(apple), "Apple", std::string(apple)};
  }
  if (user_agent.find("Macintosh") != std::string_view::npos) return {"Mac", "Apple", "Mac"};
  if (const std::string_view model = android_model(user_agent); !model.empty()) {
    const auto* rule = std::find_if(std::begin(brand_rules), std::end(brand_rules),
                                    [&](const BrandRule& entry) { return model.starts_with(entry.start); });
    if (rule == std::end(brand_rules)) return {std::string(model), "Generic_Android", std::string(model)};
    const std::string family = rule->brand == "Samsung" ? "Samsung " + std::string(model) : std::string(model);
    return {family, std::string(rule->brand), std::string(model)};
  }
  if (const std::string_view model = nokia_model(user_agent); !model.empty()) {
    return {"Nokia " + std::string(model.substr(0, model.find('-'))), "Nokia", std::string(model)};
  }
  if (browser_of(user_agent).family.ends_with("bot")) return {"Spider", "Spider", "Desktop"};
  return {};
}

}  // namespace kelpie::executor
