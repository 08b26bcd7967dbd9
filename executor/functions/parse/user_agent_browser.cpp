#include "executor/functions/parse/user_agent.hpp"

namespace kelpie::executor {

namespace {

/// The version stands behind `token`; `also` must occur too.
struct BrowserRule {
  std::string_view token;
  std::string_view also;
  std::string_view family;
};

// The first rule that applies counts: who pretends to be somebody else, as most do, comes before them.
constexpr BrowserRule rules[] = {
    {"AdobeAIR/", "", "AdobeAIR"},
    {"Googlebot/", "", "Googlebot"},
    {"bingbot/", "", "bingbot"},
    {"curl/", "", "curl"},
    {"Wget/", "", "Wget"},
    {"python-requests/", "", "Python Requests"},
    {"aiohttp/", "", "Python aiohttp"},
    {"Python-urllib/", "", "Python-urllib"},
    {"PostmanRuntime/", "", "PostmanRuntime"},
    {"okhttp/", "", "okhttp"},
    {"Go-http-client/", "", "Go-http-client"},
    {"axios/", "", "axios"},
    {"node-fetch/", "", "node-fetch"},
    {"Apache-HttpClient/", "", "Apache-HttpClient"},
    {"WindowsPowerShell/", "", "PowerShell"},
    {"PowerShell/", "", "PowerShell"},
    {"Microsoft Outlook ", "", "Outlook"},
    {"Outlook-iOS/", "", "Outlook-iOS"},
    {"Outlook-Android/", "", "Outlook-Android"},
    {"Microsoft Office/", "", "Microsoft Office"},
    {"Series60/", "Safari", "Nokia OSS Browser"},
    {"EdgiOS/", "", "Edge Mobile"},
    {"EdgA/", "", "Edge Mobile"},
    {"Edge/", "Mobile", "Edge Mobile"},
    {"Edge/", "", "Edge"},
    {"Edg/", "", "Edge"},
    {"OPR/", "Mobile", "Opera Mobile"},
    {"OPR/", "", "Opera"},
    {"Opera Mini/", "", "Opera Mini"},
    {"Version/", "Opera/", "Opera"},
    {"Opera/", "", "Opera"},
    {"SamsungBrowser/", "", "Samsung Internet"},
    {"YaBrowser/", "", "Yandex Browser"},
    {"Vivaldi/", "", "Vivaldi"},
    {"UCBrowser/", "", "UC Browser"},
    {"DuckDuckGo/", "", "DuckDuckGo"},
    {"HeadlessChrome/", "", "HeadlessChrome"},
    {"Electron/", "", "Electron"},
    {"FxiOS/", "", "Firefox iOS"},
    {"CriOS/", "", "Chrome Mobile iOS"},
    {"Chrome/", "; wv)", "Chrome Mobile WebView"},
    {"Chrome/", "Mobile", "Chrome Mobile"},
    {"Chrome/", "", "Chrome"},
    {"SeaMonkey/", "", "SeaMonkey"},
    {"Firefox/", "Mobile", "Firefox Mobile"},
    {"Firefox/", "Tablet", "Firefox Mobile"},
    {"Firefox/", "", "Firefox"},
    {"MSIE ", "", "IE"},
    {"rv:", "Trident/", "IE"},
    {"Version/", "Android", "Android"},
    {"Version/", "Mobile/", "Mobile Safari"},
    {"Version/", "Safari/", "Safari"},
    {"Safari/", "", "Safari"},
    {"Java/", "", "Java"},
};

}  // namespace

std::array<std::string, 4> leading_version(std::string_view text) {
  std::array<std::string, 4> version;
  for (std::string& number : version) {
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
      number.push_back(text.front());
      text.remove_prefix(1);
    }
    if (number.empty() || text.empty() || (text.front() != '.' && text.front() != '_')) break;
    text.remove_prefix(1);
  }
  return version;
}

UserAgentProduct browser_of(std::string_view user_agent) {
  UserAgentProduct browser;
  for (const BrowserRule& rule : rules) {
    const std::size_t at = user_agent.find(rule.token);
    if (at == std::string_view::npos || user_agent.find(rule.also) == std::string_view::npos) continue;
    browser.family = rule.family;
    browser.version = leading_version(user_agent.substr(at + rule.token.size()));
    break;
  }
  return browser;
}

}  // namespace kelpie::executor
