#include <vector>

#include <fmt/format.h>

#include "executor/error.hpp"
#include "executor/functions/parse/parse_functions.hpp"
#include "executor/functions/parse/user_agent.hpp"
#include "executor/functions/row_kernel.hpp"
#include "executor/functions/string_operators/list_elements.hpp"
#include "executor/functions/text/code_points.hpp"

namespace kelpie::executor {

namespace {

using tables::DynamicBuilder;

struct Wanted {
  bool browser = false, system = false, device = false;
};

Wanted wanted_parts(const std::vector<std::string>& names) {
  Wanted wanted;
  for (const std::string& name : names) {
    std::string folded;
    append_folded(name, folded);
    if (folded == "browser")
      wanted.browser = true;
    else if (folded == "os")
      wanted.system = true;
    else if (folded == "device")
      wanted.device = true;
    else
      throw QueryError("E_INVALID_ARGUMENT",
                       fmt::format("parse_user_agent() looks for 'browser', 'os' and 'device', not for '{}'", name));
  }
  return wanted;
}

void write_entry(DynamicBuilder& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.string(value);
}

void write_product(DynamicBuilder& out, std::string_view key, const UserAgentProduct& product, bool four_numbers) {
  out.key(key);
  out.begin_bag();
  write_entry(out, "Family", product.family);
  write_entry(out, "MajorVersion", product.version[0]);
  write_entry(out, "MinorVersion", product.version[1]);
  write_entry(out, "Patch", product.version[2]);
  if (four_numbers) write_entry(out, "PatchMinor", product.version[3]);
  out.end_bag();
}

void write_parts(DynamicBuilder& out, std::string_view user_agent, const Wanted& wanted) {
  out.begin_bag();
  if (wanted.browser) write_product(out, "Browser", browser_of(user_agent), false);
  if (wanted.system) write_product(out, "OperatingSystem", system_of(user_agent), true);
  if (wanted.device) {
    const UserAgentDevice device = device_of(user_agent);
    out.key("Device");
    out.begin_bag();
    write_entry(out, "Family", device.family);
    write_entry(out, "Brand", device.brand);
    write_entry(out, "Model", device.model);
    out.end_bag();
  }
  out.end_bag();
}

std::vector<std::string> names_of(const tables::Value& value) {
  std::vector<std::string> names;
  append_elements(value, names);
  return names;
}

/// The parts to look for come as a text or as an array of texts.
template <typename LookFor>
KernelFactory parse_user_agent() {
  return prepared([](const CallSite& site) {
    std::optional<Wanted> known;
    if (site.constant(1) != nullptr) known = wanted_parts(names_of(*site.constant(1)));
    return [known](DynamicBuilder& out, std::string_view user_agent, LookFor look_for) {
      if (known) return write_parts(out, user_agent, *known);
      if constexpr (std::is_same_v<LookFor, std::string_view>)
        write_parts(out, user_agent, wanted_parts({std::string(look_for)}));
      else
        write_parts(out, user_agent, wanted_parts(names_of(tables::Value::dynamic(std::string(look_for.bytes())))));
    };
  });
}

}  // namespace

void add_user_agent_functions(FunctionRegistry& registry) {
  registry.add(ScalarFunction{.name = "parse_user_agent",
                              .category = "string",
                              .summary = "Tells browser, operating system and device of a User-Agent header, as far as "
                                         "a short list of usual ones knows them.",
                              .example = "print parse_user_agent('curl/7.68.0', 'browser').Browser.Family",
                              .overloads = {{.signature = "(user_agent:string) -> dynamic",
                                             .kernel = rows([](DynamicBuilder& out, std::string_view user_agent) {
                                               write_parts(out, user_agent, Wanted{true, true, true});
                                             })},
                                            {.signature = "(user_agent:string, look_for:string) -> dynamic",
                                             .kernel = parse_user_agent<std::string_view>()},
                                            {.signature = "(user_agent:string, look_for:dynamic) -> dynamic",
                                             .kernel = parse_user_agent<tables::DynamicView>()}}});
}

}  // namespace kelpie::executor
