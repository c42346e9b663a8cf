package io.penstock.services.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits that end with the future, with the thread's interruption or with the patience, and leave nothing behind. */
@Timeout(20)
final class PatienceTest {

    private static final long LONG_AFTER = TimeUnit.MINUTES.toNanos(2);

    private static FutureTask<String> waitFor(CompletableFuture<String> future) {
        FutureTask<String> waiting = new FutureTask<>(() -> Await.reply(future));
        Thread.ofVirtual().name("waits").start(waiting);
        return waiting;
    }

    private static void untilWaiting(int count) {
        while (Patience.waiting() != count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void an_answer_ends_the_wait() throws Exception {
        int others = Patience.waiting();
        CompletableFuture<String> future = new CompletableFuture<>();
        FutureTask<String> waiting = waitFor(future);
        untilWaiting(others + 1);
        Patience.look(System.nanoTime());
        assertThat(waiting.isDone()).isFalse();
        future.complete("answer");
        assertThat(waiting.get()).isEqualTo("answer");
        untilWaiting(others);
    }

    @Test
    void who_waited_too_long_is_told_that_nobody_answers() {
        int others = Patience.waiting();
        FutureTask<String> waiting = waitFor(new CompletableFuture<>());
        untilWaiting(others + 1);
        Patience.look(System.nanoTime() + LONG_AFTER);
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(FaultException.class);
        untilWaiting(others);
    }

    @Test
    void a_wait_of_limited_time_leaves_what_is_late_as_it_is() throws Exception {
        int others = Patience.waiting();
        CompletableFuture<String> late = new CompletableFuture<>();
        CallContext call = DirectClients.call(new Caller(AccountId.DEFAULT, Region.DEFAULT, "AIDATEST"));
        FutureTask<Boolean> waiting = new FutureTask<>(() -> Await.within(call, late, Duration.ofSeconds(4)));
        Thread.ofVirtual().start(waiting);
        untilWaiting(others + 1);
        Patience.look(System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
        assertThat(waiting.get()).isFalse();
        assertThat(late).isNotDone();
        untilWaiting(others);
    }

    @Test
    void an_interrupted_wait_cancels_what_it_waited_for() throws Exception {
        int others = Patience.waiting();
        CompletableFuture<String> future = new CompletableFuture<>();
        Thread[] waiter = new Thread[1];
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        waiter[0] = Thread.ofVirtual().start(() -> {
            try {
                Await.reply(future);
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        untilWaiting(others + 1);
        waiter[0].interrupt();
        assertThat(interrupted.get()).isTrue();
        assertThat(future).isCancelled();
        untilWaiting(others);
    }
}
