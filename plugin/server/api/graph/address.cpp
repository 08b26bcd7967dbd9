#include "plugin/server/api/graph/address.hpp"

#include <vector>

#include "executor/binder/nearest_name.hpp"
#include "plugin/server/api/graph/letters.hpp"
#include "plugin/server/api/graph/problem.hpp"
#include "plugin/server/http/message.hpp"

namespace kelpie::server::graph {

namespace {

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (;;) {
    const auto slash = path.find('/');
    auto segment = percent_decoded(path.substr(0, slash));
    if (!segment) refuse("The path is not percent-encoded as it should be.");
    if (!segment->empty()) segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

/// "name" and "argument='d1'" of "name(argument='d1')".
struct Called {
  std::string name;
  std::optional<std::string> inside;
};

Called taken_apart(const std::string& segment) {
  const auto open = segment.find('(');
  if (open == std::string::npos || segment.back() != ')') return {segment, std::nullopt};
  return {segment.substr(0, open), segment.substr(open + 1, segment.size() - open - 2)};
}

/// The text of 'a''b'; nothing when it is none.
std::optional<std::string> unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '\'' || text.back() != '\'') return std::nullopt;
  std::string out;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\'') {
      if (++i + 1 >= text.size() || text[i] != '\'') return std::nullopt;
    }
    out += text[i];
  }
  return out;
}

std::string joined(const std::vector<std::string>& segments, std::size_t count) {
  std::string path;
  for (std::size_t i = 0; i < count; ++i) path += (i == 0 ? "" : "/") + segments[i];
  return path;
}

std::string argument_of(const Resource& resource, const std::optional<std::string>& inside) {
  std::string example = std::string(resource.path) + "(" + std::string(resource.argument_name) + "='" +
                        std::string(resource.arguments.front().value) + "')";
  if (!inside) refuse("'" + std::string(resource.path) + "' is a function: call it as " + example + ".");
  const auto equals = inside->find('=');
  const auto value =
      equals == std::string::npos ? std::nullopt : unquoted(std::string_view(*inside).substr(equals + 1));
  if (!value || !same_letters(std::string_view(*inside).substr(0, equals), resource.argument_name))
    refuse("The function takes one parameter, " + std::string(resource.argument_name) + ": " + example + ".");
  std::string values;
  for (const Argument& argument : resource.arguments) {
    if (same_letters(argument.value, *value)) return std::string(argument.kql);
    values += (values.empty() ? "'" : ", '") + std::string(argument.value) + "'";
  }
  refuse("Invalid value '" + value->substr(0, 40) + "' for " + std::string(resource.argument_name) + ": one of " +
         values + " was expected.");
}

[[noreturn]] void refuse_path(const std::vector<std::string>& segments, bool beta) {
  const std::string path = joined(segments, segments.size());
  for (const LeftOut& left : left_out()) {
    const bool open_end = left.path.ends_with("...");
    const std::string_view prefix = open_end ? left.path.substr(0, left.path.size() - 3) : left.path;
    if (path.size() < prefix.size() || !same_letters(std::string_view(path).substr(0, prefix.size()), prefix)) continue;
    if (path.size() == prefix.size() || (open_end && (path[prefix.size()] == '/' || path[prefix.size()] == '('))) {
      // What merely looks like a report that there is, is a mistake in writing.
      not_known_here("'" + path + "' is not answered here: " + std::string(left.reason) + ".");
    }
  }
  std::vector<std::string> known;
  for (const Resource& resource : resources()) {
    if ((beta || resource.v1) && resource.parent.empty()) known.emplace_back(resource.path);
  }
  const std::string near = executor::did_you_mean(taken_apart(path).name, known);
  std::string message =
      "Resource not found for the segment '" + (segments.empty() ? std::string() : segments.back().substr(0, 80)) + "'";
  if (!near.empty())
    message += "; " + near;
  else {
    message += "; there are";
    for (const std::string& one : known) message += (one == known.front() ? " " : ", ") + one;
  }
  refuse(message + ".");
}

bool same_path(std::string_view path, const std::vector<std::string>& segments, std::size_t count,
               std::string* last_name) {
  std::vector<std::string> own;
  for (const std::string& segment : segments_of(path)) own.push_back(segment);
  if (own.size() != count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = i + 1 == count && last_name != nullptr ? *last_name : segments[i];
    if (!same_letters(own[i], name)) return false;
  }
  return true;
}

}  // namespace

Address find_address(std::string_view path, bool beta) {
  std::vector<std::string> segments = segments_of(path);
  const std::vector<std::string> whole = segments;
  bool count = false;
  if (segments.size() > 1 && same_letters(segments.back(), "$count")) {
    count = true;
    segments.pop_back();
  }
  // X/ID/history belongs to one row of X.
  std::string parent;
  if (segments.size() >= 4 && same_letters(segments[3], "history")) {
    parent = segments[2];
    segments.erase(segments.begin() + 2);
  } else if (segments.size() >= 3 && same_letters(segments[2], "history")) {
    if (const Called called = taken_apart(segments[1]); called.inside) {
      if (const auto id = unquoted(*called.inside)) parent = *id;
      segments[1] = called.name;
    }
  }
  for (const Resource& resource : resources()) {
    if (resource.parent.empty() != parent.empty()) continue;
    for (const bool with_id : {false, true}) {
      const std::size_t own = segments.size() - (with_id ? 1 : 0);
      if (segments.size() < own || own == 0) continue;
      Called last = taken_apart(segments[own - 1]);
      if (!same_path(resource.path, segments, own, &last.name)) continue;
      if (!beta && !resource.v1)
        refuse("Resource not found for the segment '" + last.name + "': only beta has '" + std::string(resource.path) +
               "'.");
      Address address{{resource, beta, {}, parent, std::nullopt}, count};
      if (!resource.argument_name.empty()) {
        address.collection.argument = argument_of(resource, last.inside);
        if (with_id) refuse("The rows of '" + std::string(resource.path) + "' have no address of their own.");
        return address;
      }
      if (last.inside) {
        const auto id = unquoted(*last.inside);
        if (!id || with_id)
          refuse("A row is addressed as " + std::string(resource.path) + "/ID or " + std::string(resource.path) +
                 "('ID').");
        address.collection.id = *id;
      }
      if (with_id) address.collection.id = segments.back();
      if (address.collection.id && count) refuse("'$count' belongs to a collection.");
      return address;
    }
  }
  refuse_path(whole, beta);
}

}  // namespace kelpie::server::graph
