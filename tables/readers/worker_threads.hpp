#pragma once

#include <cstddef>
#include <functional>

namespace kelpie::tables::readers {

/// Runs task(i, worker) for i = 0 .. count-1 on up to `threads` threads, the caller's among them; worker numbers are
/// below `threads`. Returns when all are done; an exception of a task is thrown again then, and no further task begins.
void run_tasks(unsigned threads, std::size_t count, const std::function<void(std::size_t task, unsigned worker)>& task);

}  // namespace kelpie::tables::readers
