#pragma once

#include <functional>
#include <memory>

#include "rules/evaluate.hpp"
#include "rules/runtime/event_stream.hpp"
#include "rules/runtime/first_to_arrive.hpp"
#include "rules/runtime/on_arrival.hpp"
#include "rules/runtime/runtime.hpp"

namespace kelpie::rules {

/// Runs queries of rules over one snapshot of the events, within the budget of a run. Of more rows than a rule that
/// tells on arrival may tell one by one in a window, the first to arrive are told, whether they are looked at as they
/// come or all at once. For the thread of step().
class WindowLook {
 public:
  /// All are borrowed; the catalog that the engine stands over holds the snapshot again at the end.
  WindowLook(const executor::Engine& engine, CurrentCatalog& catalog, const RuntimeOptions& options,
             std::shared_ptr<const tables::Catalog> snapshot);
  ~WindowLook();
  WindowLook(const WindowLook&) = delete;
  WindowLook& operator=(const WindowLook&) = delete;

  /// `told`: how many alerts of the window somebody was told of; asked when it matters.
  [[nodiscard]] Evaluation whole(const CompiledRule& compiled, executor::TimeWindow window,
                                 const std::function<std::size_t()>& told) const;
  /// Alerts, one a row, as far as there is room. Equal rows are numbered from the first on.
  [[nodiscard]] Evaluation arrived(const CompiledRule& compiled, const ArrivedWindow& arrived, std::size_t room) const;

 private:
  [[nodiscard]] executor::QueryContext run_context() const;
  [[nodiscard]] Evaluation look(const CompiledRule& compiled, executor::TimeWindow window,
                                std::shared_ptr<const tables::Catalog> rows,
                                const executor::QueryContext& context) const;
  [[nodiscard]] Evaluation first(const CompiledRule& compiled, const ArrivedWindow& arrived, std::size_t most) const;

  const executor::Engine& engine_;
  CurrentCatalog& catalog_;
  const RuntimeOptions& options_;
  std::shared_ptr<const tables::Catalog> snapshot_;
};

}  // namespace kelpie::rules
