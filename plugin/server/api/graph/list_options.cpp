#include "plugin/server/api/graph/list_options.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "executor/binder/nearest_name.hpp"
#include "plugin/server/api/graph/filter_query.hpp"
#include "plugin/server/api/graph/letters.hpp"
#include "plugin/server/api/graph/problem.hpp"
#include "tables/text.hpp"

namespace kelpie::server::graph {

namespace {

const std::vector<std::string> known_options{"$filter", "$top",  "$orderby",   "$select",
                                             "$count",  "$skip", "$skiptoken", "$format"};

/// "$filter" of "$Filter" and of "filter"; empty: no option of OData's.
std::string option_of(std::string_view name) {
  if (name.starts_with('$')) return in_small_letters(name);
  std::string small = "$" + in_small_letters(name);
  return std::find(known_options.begin(), known_options.end(), small) != known_options.end() ? small : std::string();
}

std::size_t number_of(std::string_view name, std::string_view value, std::size_t least, std::size_t most) {
  const auto number = tables::parse_long(value);
  if (!number || *number < static_cast<std::int64_t>(least) ||
      value.find_first_not_of("0123456789") != std::string_view::npos)
    refuse("Invalid value '" + std::string(value.substr(0, 40)) + "' for " + std::string(name) +
           ": a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " was expected.");
  if (static_cast<std::uint64_t>(*number) > most)
    refuse("The limit of '" + std::to_string(most) + "' for " + std::string(name) +
           " has been exceeded: the value from the incoming request is '" + std::string(value.substr(0, 40)) + "'.");
  return static_cast<std::size_t>(*number);
}

/// odata.maxpagesize of the Prefer header.
std::optional<std::size_t> preferred_page(const Request& request) {
  const auto prefer = request.header("Prefer");
  if (!prefer) return std::nullopt;
  const std::string small = in_small_letters(*prefer);
  const auto at = small.find("maxpagesize=");
  if (at == std::string::npos) return std::nullopt;
  const auto number = small.substr(at + 12, small.find_first_not_of("0123456789", at + 12) - at - 12);
  const auto size = tables::parse_long(number);
  return size && *size > 0 ? std::optional<std::size_t>(static_cast<std::size_t>(*size)) : std::nullopt;
}

void select_properties(ListOptions& options, std::string_view text, const Resource& resource, bool beta) {
  std::set<const Property*> wanted;
  const Names names{resource, beta};
  for (;;) {
    const auto comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    if (name.find('/') != std::string_view::npos)
      refuse("Invalid select clause: '" + std::string(name) + "' names a member; select the property as a whole.");
    if (name == "*") {
      for (const Property& property : resource.properties) {
        if ((beta || !property.beta) && !property.extra) wanted.insert(&property);
      }
    } else {
      wanted.insert(find_path(names, Path{{{std::string(name), 0}}}, "select", text).front());
    }
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  for (const Property& property : resource.properties) {
    if (wanted.contains(&property)) options.select.push_back(&property);
  }
  options.selected = true;
}

[[noreturn]] void refuse_option(std::string_view name) {
  if (name == "$search")
    refuse("The query option '$search' is not supported: use $filter with contains(property,'text').");
  if (name == "$expand")
    refuse(
        "The query option '$expand' is not supported: log entries have no relationships; every property comes without "
        "it.");
  if (name == "$deltatoken" || name == "$apply" || name == "$compute")
    refuse("The query option '" + std::string(name) + "' is not supported on log entries.");
  const std::string near = executor::did_you_mean(name, known_options);
  refuse("The query option '" + std::string(name.substr(0, 60)) + "' is unknown" + (near.empty() ? "." : "; " + near));
}

}  // namespace

ListOptions read_list_options(const Request& request, const Resource& resource, bool beta, bool single) {
  ListOptions options;
  options.page = resource.page;
  std::map<std::string, std::string_view> given;
  for (const auto& [name, value] : request.query) {
    const std::string option = option_of(name);
    if (option.empty()) continue;  // a custom option: OData ignores it
    if (std::find(known_options.begin(), known_options.end(), option) == known_options.end()) refuse_option(option);
    if (!given.emplace(option, value).second) refuse("The query option '" + option + "' was given more than once.");
  }
  for (const auto& [name, value] : given) {
    if (single && name != "$select" && name != "$format")
      refuse("The query option '" + name + "' belongs to a collection; one entry takes $select.");
    if (name == "$filter") {
      options.filter_text = value;
      options.filter = parse_filter(options.filter_text);
    } else if (name == "$top") {
      options.page = number_of(name, value, 1, resource.most);
    } else if (name == "$orderby") {
      options.order = parse_order_by(value);
    } else if (name == "$select") {
      select_properties(options, value, resource, beta);
    } else if (name == "$count") {
      if (!same_letters(value, "true") && !same_letters(value, "false"))
        refuse("Invalid value '" + std::string(value.substr(0, 40)) + "' for $count: true or false was expected.");
      options.count = same_letters(value, "true");
    } else if (name == "$skip") {
      if (!resource.skip)
        refuse("The query option '$skip' is not supported on '" + std::string(resource.path) +
               "': follow @odata.nextLink.");
      options.skip = number_of(name, value, 0, 100'000);
    } else if (name == "$skiptoken") {
      options.skip_token = value;
    } else if (name == "$format") {
      if (!same_letters(value, "json") && !in_small_letters(value).starts_with("application/json"))
        refuse("Invalid value '" + std::string(value.substr(0, 40)) + "' for $format: answers are JSON.");
    }
  }
  if (!given.contains("$top") && !single) {
    if (const auto page = preferred_page(request)) {
      options.page = std::min(*page, resource.most);
      options.preferred_page = true;
    }
  }
  if (options.select.empty()) {
    for (const Property& property : resource.properties) {
      if ((beta || !property.beta) && !property.extra) options.select.push_back(&property);
    }
  }
  return options;
}

std::string query_of_next_page(const Request& request) {
  std::string query;
  for (const auto& [name, value] : request.query) {
    const std::string option = option_of(name);
    if (option == "$skiptoken" || option == "$skip") continue;
    query += query.empty() ? "" : "&";
    // Graph's own links leave '$' as it is.
    query += name.starts_with('$') ? "$" + percent_encoded(name.substr(1)) : percent_encoded(name);
    query += "=" + percent_encoded(value);
  }
  return query;
}

std::string identity_of_list(const Request& request) {
  std::map<std::string, std::string> parts;
  for (const auto& [name, value] : request.query) {
    const std::string option = option_of(name);
    if (option == "$filter" || option == "$orderby") parts[option] = value;
  }
  std::string identity = in_small_letters(request.path);
  for (const auto& [name, value] : parts) identity += "\n" + name + "=" + value;
  return identity;
}

}  // namespace kelpie::server::graph
