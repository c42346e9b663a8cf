package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shard's thread that is many threads, one at a time. */
@Timeout(20)
final class StrandTest {

    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() {
        pool.shutdownNow();
    }

    @Test
    void tasks_run_in_order_and_never_two_at_once() throws InterruptedException {
        Strand strand = new Strand(pool);
        List<Integer> ran = new ArrayList<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger clashes = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            strand.execute(() -> {
                if (running.incrementAndGet() > 1) {
                    clashes.incrementAndGet();
                }
                ran.add(number);
                running.decrementAndGet();
                all.countDown();
            });
        }
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(clashes).hasValue(0);
        assertThat(ran).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
    }

    @Test
    void tasks_run_on_the_callers_thread_while_it_is_free_and_still_one_at_a_time() throws InterruptedException {
        Strand strand = new Strand(pool);
        Thread[] ranOn = new Thread[1];
        strand.executeHere(() -> ranOn[0] = Thread.currentThread());
        assertThat(ranOn[0]).isSameAs(Thread.currentThread());

        AtomicInteger running = new AtomicInteger();
        AtomicInteger clashes = new AtomicInteger();
        int[] count = new int[1];
        int callers = 8;
        int each = 2_000;
        CountDownLatch all = new CountDownLatch(callers * each);
        Runnable task = () -> {
            if (running.incrementAndGet() > 1) {
                clashes.incrementAndGet();
            }
            count[0]++;
            running.decrementAndGet();
            all.countDown();
        };
        for (int caller = 0; caller < callers; caller++) {
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < each; i++) {
                    if (i % 3 == 0) {
                        strand.execute(task);
                    } else {
                        strand.executeHere(task);
                    }
                }
            });
        }
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(clashes).hasValue(0);
        assertThat(count[0]).isEqualTo(callers * each);
    }

    @Test
    void a_caller_runs_a_few_tasks_of_others_and_leaves_the_rest_to_the_pool() throws InterruptedException {
        Strand strand = new Strand(pool);
        Thread caller = Thread.currentThread();
        AtomicInteger here = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(100);
        strand.executeHere(() -> {
            for (int i = 0; i < 100; i++) {
                strand.execute(() -> {
                    if (Thread.currentThread().equals(caller)) {
                        here.incrementAndGet();
                    }
                    all.countDown();
                });
            }
        });
        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(here).hasValue(Strand.TURN_HERE - 1);
    }

    @Test
    void what_a_task_submits_does_not_run_inside_it() {
        assertThat(InPlace.isAllowed()).isFalse();
        List<Boolean> allowed = new ArrayList<>();
        InPlace.allowed(() -> {
            allowed.add(InPlace.isAllowed());
            new Strand(pool).executeHere(() -> allowed.add(InPlace.isAllowed()));
            return allowed.add(InPlace.isAllowed());
        });
        assertThat(allowed).containsExactly(true, false, true);
    }

    @Test
    void a_task_that_throws_does_not_stop_the_others() throws InterruptedException {
        Strand strand = new Strand(pool);
        CountDownLatch after = new CountDownLatch(1);
        strand.execute(() -> {
            throw new IllegalStateException("a defect");
        });
        strand.execute(after::countDown);
        assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_busy_strand_leaves_the_thread_to_others_now_and_then() throws InterruptedException {
        ExecutorService single = Executors.newSingleThreadExecutor();
        Strand busy = new Strand(single);
        Strand other = new Strand(single);
        CountDownLatch served = new CountDownLatch(1);
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            if (served.getCount() > 0) {
                busy.execute(again[0]);
            }
        };
        busy.execute(again[0]);
        other.execute(served::countDown);
        assertThat(served.await(10, TimeUnit.SECONDS)).isTrue();
        single.shutdownNow();
    }
}
