#include "plugin/server/api/ingest/idempotency.hpp"

#include <algorithm>
#include <charconv>

#include "plugin/server/http/router.hpp"
#include "tables/store/store_error.hpp"

namespace kelpie::server {

namespace {

constexpr std::uint64_t most_number = (std::uint64_t{1} << 28) - 1;
constexpr std::size_t longest_name = 100;
/// Runs of numbers that follow each other; more are no sequence, and each costs for ever.
constexpr std::size_t most_runs = 1000;

bool may_be_in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == ':' || c == '-';
}

[[noreturn]] void refuse_key(const std::string& why) {
  throw RequestRefused({400,
                        "InvalidIdempotencyKey",
                        "Idempotency-Key: " + why + "; expected NAME/NUMBER, such as 'shipper-1/42': a name of up to " +
                            std::to_string(longest_name) + " letters, digits and '._:-', and a number below " +
                            std::to_string(most_number + 1) + " that the sender counts up",
                        {}});
}

}  // namespace

std::shared_ptr<void> KeysUnderWay::claim(const std::shared_ptr<KeysUnderWay>& keys, const std::string& key) {
  {
    const std::lock_guard lock(keys->mutex_);
    if (!keys->keys_.insert(key).second) return nullptr;
  }
  return {keys.get(), [keys, key](void*) {
            const std::lock_guard lock(keys->mutex_);
            keys->keys_.erase(key);
          }};
}

NumberedRequest::NumberedRequest(std::string_view key, std::string_view caller, IntakeService& intake,
                                 const std::shared_ptr<KeysUnderWay>& under_way) {
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  const std::size_t slash = key.rfind('/');
  if (slash == std::string_view::npos) refuse_key("there is no '/'");
  const std::string_view name = key.substr(0, slash);
  const std::string_view digits = key.substr(slash + 1);
  if (name.empty() || name.size() > longest_name || !std::all_of(name.begin(), name.end(), may_be_in_name))
    refuse_key("the name before the '/' is none");
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number_);
  if (error != std::errc() || end != digits.data() + digits.size() || number_ > most_number)
    refuse_key("behind the '/' there is no such number");
  source_ = "http " + std::string(caller) + " " + std::string(name);
  claim_ = KeysUnderWay::claim(under_way, source_ + "/" + std::to_string(number_));
  if (claim_ == nullptr)
    throw RequestRefused({409, "RequestUnderWay",
                          "a request with this Idempotency-Key is still under way; ask again when it has ended",
                          std::chrono::seconds(1)});
  try {
    progress_ = intake.progress(source_);
  } catch (const tables::store::StoreError& failure) {
    throw RequestRefused({503, "StorageFailed",
                          std::string("the store cannot be asked for what it has: ") + failure.what(),
                          std::chrono::seconds(5)});
  }
  if (progress_.done.size() > most_runs)
    refuse_key("the numbers of this name have " + std::to_string(progress_.done.size()) +
               " gaps; begin another name and count up by one");
}

bool NumberedRequest::is_done(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t base = number_ * places;
  return std::any_of(progress_.done.begin(), progress_.done.end(),
                     [&](const auto& run) { return run.first <= base + begin && base + end <= run.second; });
}

tables::store::SourceRange NumberedRequest::range(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t base = number_ * places;
  return {source_, 0, 0, base + begin, base + std::min(end, places)};
}

}  // namespace kelpie::server
