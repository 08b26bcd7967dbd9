// Batches between many threads and one: bounded, in order, counted until they are durable.

#include "plugin/instance/batch_queue.hpp"

#include <atomic>
#include <thread>

#include <boost/test/unit_test.hpp>

using namespace kelpie::plugin;
using namespace std::chrono_literals;

namespace {

/// A host that grants memory while it is told to, and counts it.
struct Grants {
  std::atomic<bool> granting{true};
  std::atomic<std::int64_t> bytes{0};
  [[nodiscard]] kelpie_host table() {
    kelpie_host host{};
    host.struct_size = sizeof host;
    host.abi_version = KELPIE_ABI_VERSION;
    host.context = this;
    host.memory_take = [](void* context, std::uint64_t size) -> std::int32_t {
      auto& self = *static_cast<Grants*>(context);
      if (!self.granting) return 1;
      self.bytes += static_cast<std::int64_t>(size);
      return 0;
    };
    host.memory_give = [](void* context, std::uint64_t size) {
      static_cast<Grants*>(context)->bytes -= static_cast<std::int64_t>(size);
    };
    return host;
  }
};

BatchQueue::Moment in(std::chrono::milliseconds wait) { return std::chrono::steady_clock::now() + wait; }

BatchQueue::Put put(BatchQueue& queue, std::uint64_t cookie, std::uint64_t bytes,
                    std::chrono::milliseconds wait = 0ms) {
  return queue.put(cookie, bytes, in(wait), [&] { return QueuedBatch{0, "", std::string(bytes, ' ')}; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(batch_queue)

BOOST_AUTO_TEST_CASE(a_full_queue_takes_nothing_until_batches_are_durable) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 100);
  BOOST_TEST((put(queue, 1, 60) == BatchQueue::Put::taken));
  BOOST_TEST((put(queue, 2, 60) == BatchQueue::Put::full));
  BOOST_TEST(queue.next().size() == 1u);
  // What is being stored is not durable yet.
  BOOST_TEST((put(queue, 2, 60) == BatchQueue::Put::full));
  queue.done();
  BOOST_TEST(queue.state().durable == 1u);
  BOOST_TEST((put(queue, 2, 60) == BatchQueue::Put::taken));
  BOOST_TEST(grants.bytes == 60);
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_the_queue_has_its_turn_when_that_is_empty) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 100);
  BOOST_TEST((put(queue, 1, 10) == BatchQueue::Put::taken));
  BOOST_TEST((put(queue, 2, 500) == BatchQueue::Put::full));
  static_cast<void>(queue.next());
  queue.done();
  BOOST_TEST((put(queue, 2, 500) == BatchQueue::Put::taken));
}

BOOST_AUTO_TEST_CASE(a_waiting_put_goes_on_when_there_is_room) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 100);
  BOOST_TEST((put(queue, 1, 100) == BatchQueue::Put::taken));
  std::thread storing([&] {
    std::this_thread::sleep_for(20ms);
    static_cast<void>(queue.next());
    queue.done();
  });
  BOOST_TEST((put(queue, 2, 100, 5000ms) == BatchQueue::Put::taken));
  storing.join();
}

BOOST_AUTO_TEST_CASE(cookies_rise) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 100);
  BOOST_TEST((put(queue, 5, 1) == BatchQueue::Put::taken));
  BOOST_TEST((put(queue, 5, 1) == BatchQueue::Put::cookie_falls));
  BOOST_TEST((put(queue, 4, 1) == BatchQueue::Put::cookie_falls));
  BOOST_TEST((put(queue, 6, 98) == BatchQueue::Put::taken));
  // Also where there is no room.
  BOOST_TEST((put(queue, 6, 50) == BatchQueue::Put::cookie_falls));
  BOOST_TEST((put(queue, 7, 50) == BatchQueue::Put::full));
}

BOOST_AUTO_TEST_CASE(memory_that_the_host_refuses_is_no_room) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 100);
  grants.granting = false;
  BOOST_TEST((put(queue, 1, 10, 30ms) == BatchQueue::Put::full));
  BOOST_TEST(queue.state().bytes == 0u);
  grants.granting = true;
  BOOST_TEST((put(queue, 1, 10) == BatchQueue::Put::taken));
}

BOOST_AUTO_TEST_CASE(a_batch_that_cannot_be_made_leaves_no_trace) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 100);
  BOOST_CHECK_THROW(static_cast<void>(queue.put(1, 10, in(0ms), []() -> QueuedBatch { throw std::bad_alloc(); })),
                    std::bad_alloc);
  BOOST_TEST(queue.state().bytes == 0u);
  BOOST_TEST(grants.bytes == 0);
  BOOST_TEST((put(queue, 1, 10) == BatchQueue::Put::taken));
}

BOOST_AUTO_TEST_CASE(closing_wakes_whoever_waits) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 10);
  BOOST_TEST((put(queue, 1, 10) == BatchQueue::Put::taken));
  std::thread closing([&] {
    std::this_thread::sleep_for(20ms);
    queue.close();
  });
  BOOST_TEST((put(queue, 2, 10, 10'000ms) == BatchQueue::Put::closed));
  closing.join();
}

BOOST_AUTO_TEST_CASE(what_is_left_at_the_end_is_given_back) {
  Grants grants;
  HostServices host(grants.table());
  {
    BatchQueue queue(host, 100);
    BOOST_TEST((put(queue, 1, 10) == BatchQueue::Put::taken));
    BOOST_TEST(!queue.wait_until_durable(in(1ms)));
  }
  BOOST_TEST(grants.bytes == 0);
}

BOOST_AUTO_TEST_CASE(many_threads_lose_nothing) {
  Grants grants;
  HostServices host(grants.table());
  BatchQueue queue(host, 500);
  std::atomic<std::uint64_t> cookie{0};
  std::mutex order;  // a cookie and its put belong together
  std::vector<std::thread> pushing;
  for (int i = 0; i < 4; ++i) {
    pushing.emplace_back([&] {
      for (int k = 0; k < 200; ++k) {
        const std::lock_guard lock(order);
        const auto answer = put(queue, ++cookie, 100, 10'000ms);
        if (answer != BatchQueue::Put::taken) std::abort();
      }
    });
  }
  std::uint64_t seen = 0;
  while (seen < 800) {
    for (const QueuedBatch& batch : queue.next()) BOOST_REQUIRE(batch.cookie == ++seen);
    queue.done();
  }
  for (std::thread& thread : pushing) thread.join();
  BOOST_TEST(queue.state().durable == 800u);
  BOOST_TEST(grants.bytes == 0);
}

BOOST_AUTO_TEST_SUITE_END()
