package io.penstock.log;

import io.penstock.log.client.Futures;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The patience of a start. A step that fails is tried again, with pauses that grow, until it succeeds or only somebody's hand would help. What is
 * waited for is logged every few seconds and told to whoever starts. For one thread.
 */
final class Waiting {

    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration REPORT = Duration.ofSeconds(5);
    private static final String NOTHING_YET = "no answer yet";

    private final String where;
    private final Startup startup;
    private final long began = System.nanoTime();
    private long reported = began;
    private boolean told;

    /** @param where the brokers, as in the settings */
    Waiting(String where, Startup startup) {
        this.where = where;
        this.startup = startup;
    }

    /**
     * Tries until there is a result.
     *
     * @param step what is waited for, to go on behind "waiting for"
     * @param attempt must bear to be made again after it failed, or after it seemed to
     * @throws UnusableKafkaException when trying on would not help, or the start was given up or interrupted
     */
    <T> T until(String step, Supplier<CompletableFuture<T>> attempt) {
        String reason = NOTHING_YET;
        Duration pause = FIRST_PAUSE;
        while (true) {
            CompletableFuture<T> running = begin(attempt);
            try {
                T result = join(running, step, reason);
                quiet();
                return result;
            } catch (ExecutionException e) {
                Verdict verdict = Verdict.of(e);
                reason = Verdict.words(e);
                if (verdict != Verdict.TRY_AGAIN) {
                    throw unusable(reason, verdict == Verdict.SETTINGS, Futures.cause(e));
                }
                LOG.atDebug().addKeyValue("step", step).setCause(e).log("an attempt of the start failed");
                tell(step, reason);
                pause(pause, step, reason);
                pause = pause.compareTo(LONGEST_PAUSE) >= 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> attempt) {
        try {
            return attempt.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void pause(Duration pause, String step, String reason) {
        try {
            join(
                    new CompletableFuture<Void>().completeOnTimeout(null, pause.toMillis(), TimeUnit.MILLISECONDS),
                    step,
                    reason);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a pause does not fail", e);
        }
    }

    private <T> T join(CompletableFuture<T> running, String step, String reason) throws ExecutionException {
        CompletableFuture<?> either = CompletableFuture.anyOf(running, startup.givenUp());
        while (true) {
            try {
                either.get(untilReport(), TimeUnit.NANOSECONDS);
                if (running.isDone()) {
                    return running.get();
                }
                abandon(running);
                String why = startup.givenUp().join();
                throw unusable("the start was given up: " + why);
            } catch (TimeoutException e) {
                report(step, reason);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                abandon(running);
                throw unusable("interrupted while waiting for " + step, false, e);
            }
        }
    }

    /** What comes of it after all is nobody's any more. */
    private static void abandon(CompletableFuture<?> running) {
        running.thenAccept(late -> {
            if (late instanceof AutoCloseable part) {
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.atDebug().setCause(e).log("what a start left behind did not close");
                }
            }
        });
    }

    /** What ends the start, found by whoever looked at a result. */
    UnusableKafkaException unusable(String reason) {
        return unusable(reason, false, null);
    }

    private UnusableKafkaException unusable(String reason, boolean ofSettings, @Nullable Throwable cause) {
        return new UnusableKafkaException("Kafka at " + where + " cannot be used: " + reason, ofSettings, cause);
    }

    private long untilReport() {
        return Math.max(1, reported + REPORT.toNanos() - System.nanoTime());
    }

    /** A first failure is told at once. */
    private void tell(String step, String reason) {
        if (!told || System.nanoTime() - reported >= REPORT.toNanos()) {
            report(step, reason);
        } else {
            startup.waiting().accept(sentence(step, reason));
        }
    }

    private void report(String step, String reason) {
        reported = System.nanoTime();
        told = true;
        startup.waiting().accept(sentence(step, reason));
        LOG.atWarn()
                .addKeyValue("kafka", where)
                .addKeyValue("seconds", TimeUnit.NANOSECONDS.toSeconds(reported - began))
                .addKeyValue("reason", reason)
                .log("waiting for {}", step);
    }

    private String sentence(String step, String reason) {
        return "waiting for " + step + " at " + where + ": " + reason;
    }

    private void quiet() {
        if (told) {
            told = false;
            reported = System.nanoTime();
            startup.waiting().accept("");
        }
    }
}
