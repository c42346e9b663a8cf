package io.penstock.kernel.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A companion whose world has to come to the number that is wanted, one effect at a time. */
class ReconcilingCompanionTest {

    private final Queue<Runnable> timers = new ArrayDeque<>();
    private final Counting companion = new Counting();

    private final class Counting extends ReconcilingCompanion<Integer, Integer, String> {

        private final Queue<CompletableFuture<Void>> started = new ArrayDeque<>();
        private final List<String> failures = new ArrayList<>();
        private final List<String> looks = new ArrayList<>();
        private int wanted;
        private int there;
        private boolean works = true;
        private boolean isDoneAtOnce;

        Counting() {
            super(timers::add);
        }

        synchronized void want(int number) {
            wanted = number;
            look();
        }

        CompletableFuture<String> told(int number) {
            return when(() -> there >= number, "there are " + number);
        }

        @Override
        protected void reconcile() {
            looks.add("begins");
            if (there < wanted) {
                run("add", () -> {
                    if (!works) {
                        throw new IllegalStateException("does not start");
                    }
                    CompletableFuture<Void> effect = new CompletableFuture<>();
                    if (isDoneAtOnce) {
                        effect.complete(null);
                    } else {
                        started.add(effect);
                    }
                    return effect.thenRun(() -> there++);
                });
            }
            looks.add("ends");
        }

        @Override
        protected void failed(String effect, Throwable cause) {
            failures.add(effect);
        }

        void succeed() {
            started.remove().complete(null);
        }

        void fail() {
            started.remove().completeExceptionally(new IllegalStateException("planted"));
        }
    }

    @Test
    void an_effect_runs_once_at_a_time_and_the_next_when_it_has_ended() {
        companion.want(2);
        companion.want(2);
        assertThat(companion.started).hasSize(1);

        companion.succeed();
        assertThat(companion.started).hasSize(1);
        assertThat(companion.there).isEqualTo(1);
        assertThat(companion.isRunning("add")).isTrue();

        companion.succeed();
        assertThat(companion.started).isEmpty();
        assertThat(companion.isRunning("add")).isFalse();
    }

    @Test
    void what_fails_is_told_and_tried_again_when_its_time_has_come() {
        companion.want(1);
        companion.fail();
        assertThat(companion.failures).containsExactly("add");
        companion.want(1);
        assertThat(companion.started).as("not before its time").isEmpty();

        timers.remove().run();
        companion.succeed();
        assertThat(companion.there).isEqualTo(1);
    }

    @Test
    void an_effect_that_does_not_even_start_has_failed() {
        companion.works = false;
        companion.want(1);
        assertThat(companion.failures).containsExactly("add");

        companion.works = true;
        timers.remove().run();
        assertThat(companion.started).hasSize(1);
    }

    /** Else a look would go on with what it read before, behind one that saw more; and each would stand on the stack of the one before. */
    @Test
    void what_is_done_at_once_looks_again_after_the_look_that_started_it() {
        companion.isDoneAtOnce = true;
        companion.want(100_000);

        assertThat(companion.there).isEqualTo(100_000);
        assertThat(companion.looks.subList(0, 4)).containsExactly("begins", "ends", "begins", "ends");
    }

    @Test
    void a_reply_waits_for_what_it_tells() {
        companion.want(2);
        CompletableFuture<String> one = companion.told(1);
        CompletableFuture<String> two = companion.told(2);

        companion.succeed();
        assertThat(one).isCompletedWithValue("there are 1");
        assertThat(two).isNotDone();

        companion.succeed();
        assertThat(two).isCompletedWithValue("there are 2");
        assertThat(companion.told(2)).isCompleted();
    }

    @Test
    void who_waits_when_the_shard_is_lost_hears_that_it_is_unavailable() {
        companion.want(1);
        CompletableFuture<String> before = companion.told(1);
        companion.closed();

        assertThat(before).isCompletedExceptionally();
        assertThat(companion.told(1)).isCompletedExceptionally();
    }

    /** An orderly stop ends the clients under effects that are under way: no warning, no retry. */
    @Test
    void what_fails_after_the_shard_is_lost_is_neither_told_nor_tried_again() {
        companion.want(1);
        companion.closed();
        companion.fail();

        assertThat(companion.failures).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void what_succeeds_or_is_due_after_the_shard_is_lost_starts_nothing() {
        companion.want(2);
        companion.fail();
        companion.closed();
        timers.remove().run();
        companion.want(3);

        assertThat(companion.started).isEmpty();
    }
}
