#include "rules/runtime/event_stream.hpp"

#include "rules/runtime/arrivals.hpp"

namespace kelpie::rules {

std::optional<std::int64_t> EventStream::newest_arrival(const tables::Catalog& snapshot) const { return rules::newest_arrival(snapshot); }

std::shared_ptr<const tables::Catalog> CurrentCatalog::get() const {
  const std::lock_guard lock(mutex_);
  return catalog_;
}

void CurrentCatalog::set(std::shared_ptr<const tables::Catalog> catalog) {
  const std::lock_guard lock(mutex_);
  catalog_ = std::move(catalog);
}

}  // namespace kelpie::rules
