#include "rules/path_patterns.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <re2/re2.h>

namespace kelpie::rules {

namespace {

/// The pattern as a regular expression of whole paths.
std::string expression_of(std::string_view pattern) {
  while (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
  const bool anywhere = pattern.find('/') == std::string_view::npos;
  if (pattern.starts_with("./")) pattern.remove_prefix(2);
  if (pattern.starts_with('/')) pattern.remove_prefix(1);
  std::string out = anywhere ? "(?:.*/)?" : "";
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const std::string_view rest = pattern.substr(at);
    if (rest.starts_with("**/")) {
      out += "(?:.*/)?";
      at += 2;
    } else if (rest.starts_with("**")) {
      out += ".*";
      at += 1;
    } else if (rest.front() == '*') {
      out += "[^/]*";
    } else if (rest.front() == '?') {
      out += "[^/]";
    } else {
      out += RE2::QuoteMeta(re2::StringPiece(rest.data(), 1));
    }
  }
  return fmt::format("(?:{}(?:/.*)?)", out);
}

std::string absolute(const std::string& path) {
  std::error_code failure;
  return std::filesystem::absolute(path.empty() ? "." : path, failure).lexically_normal().generic_string();
}

}  // namespace

struct PathPatterns::Expression {
  explicit Expression(const std::string& text) : regex(text, options()) {}
  static RE2::Options options() {
    RE2::Options options;
    options.set_dot_nl(true);
    options.set_encoding(RE2::Options::EncodingLatin1);  // bytes: a path need not be UTF-8
    options.set_log_errors(false);
    return options;
  }
  RE2 regex;
};

PathPatterns::PathPatterns(const std::vector<std::string>& patterns, std::string base) : base_(absolute(base)) {
  while (base_.size() > 1 && base_.ends_with('/')) base_.pop_back();
  std::string all;
  for (const std::string& pattern : patterns) {
    if (!pattern.empty()) all += (all.empty() ? "" : "|") + expression_of(pattern);
  }
  if (!all.empty()) expression_ = std::make_unique<Expression>(all);
}

PathPatterns::~PathPatterns() = default;
PathPatterns::PathPatterns(PathPatterns&&) noexcept = default;
PathPatterns& PathPatterns::operator=(PathPatterns&&) noexcept = default;

bool PathPatterns::match(const std::string& path) const {
  if (!expression_) return false;
  const std::string whole = absolute(path);
  const std::string folder = base_ == "/" ? base_ : base_ + "/";
  if (!whole.starts_with(folder)) return false;
  return RE2::FullMatch(whole.substr(folder.size()), expression_->regex);
}

}  // namespace kelpie::rules
