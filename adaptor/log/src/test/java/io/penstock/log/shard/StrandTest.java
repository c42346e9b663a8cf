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
