package io.penstock.services.deliveries.work;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.retry.Retries;
import io.penstock.kernel.retry.Retries.Verdict;
import io.penstock.services.deliveries.lane.LaneCommand;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import io.penstock.services.deliveries.lane.LaneEvent;
import io.penstock.services.deliveries.lane.LaneReply;
import io.penstock.services.deliveries.lane.LaneState;
import io.penstock.services.deliveries.lane.Progress;
import io.penstock.services.deliveries.lane.Progress.End;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the attempts of a partition and tells how they ended. */
public final class Worker implements Companion<LaneState, LaneEvent, LaneReply> {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** How long a dead-letter queue that cannot be reached is tried. */
    private static final Duration DEAD_LETTER = Duration.ofDays(1);

    private static final long DEAD_LETTER_LEAST = 1_000;
    private static final long DEAD_LETTER_MOST = 60_000;
    private static final Failure DEFECT = new Failure("InternalError", "The attempt failed by an internal error.");

    private final Self<LaneCommand, LaneReply> self;
    private final Endpoint endpoint;
    private final Undelivered undelivered;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Bodies bodies;
    private final Reader reader;
    private final Lanes lanes = new Lanes();

    /** Why deliveries that go to their dead-letter queues have failed; of all others nothing is known here but their places. */
    private final Map<Long, End> ends = new HashMap<>();

    /** How often somebody wanted waiting attempts to be started since nobody was doing so. */
    private final AtomicInteger asked = new AtomicInteger();

    private long wakeAt = Long.MAX_VALUE;
    private boolean closed;

    /**
     * What workers need of the world.
     *
     * @param random safe for use by many threads
     */
    public record World(
            RecordLog log, Endpoint endpoint, Undelivered undelivered, InstantSource clock, RandomGenerator random) {}

    /** @param topic the partition of the aggregate */
    public Worker(Self<LaneCommand, LaneReply> self, TopicPartition topic, World world) {
        this.self = self;
        this.endpoint = world.endpoint();
        this.undelivered = world.undelivered();
        this.clock = world.clock();
        this.random = world.random();
        this.bodies = new Bodies(world.log(), topic);
        this.reader = new Reader(self, world.log(), topic, bodies);
    }

    @Override
    public void opened(LaneState state) {
        if (!state.isOpen()) {
            return;
        }
        state.each(this::take);
        reader.start(state.position());
        refill(state);
        startWaiting();
    }

    @Override
    public void committed(LaneState state, List<LaneEvent> events) {
        for (LaneEvent event : events) {
            switch (event) {
                case LaneEvent.Opened() -> reader.start(state.position());
                case LaneEvent.Admitted admitted -> take(state, admitted.lanes());
                case LaneEvent.Refilled(String lane, List<Long> offsets, long _) ->
                    offsets.forEach(offset -> take(state, lane, offset));
                case LaneEvent.Resumed(var resumed) -> take(state, resumed);
                case LaneEvent.Ended ended -> take(state, ended.lane(), ended.offset());
                case LaneEvent.Passed(long before) -> reader.trim(before);
                case LaneEvent.Finished _, LaneEvent.Postponed _ -> {}
            }
        }
        refill(state);
        startWaiting();
    }

    private void refill(LaneState state) {
        state.refillable().ifPresent(lane -> reader.refill(lane, state.overflow(lane)));
    }

    private void take(LaneState state, SortedMap<String, List<Long>> taken) {
        taken.forEach((lane, offsets) -> offsets.forEach(offset -> take(state, lane, offset)));
    }

    private void take(LaneState state, String lane, long offset) {
        Progress progress = state.find(lane, offset);
        if (progress != null) {
            take(lane, offset, progress);
        }
    }

    private synchronized void take(String lane, long offset, Progress progress) {
        if (progress.due() > 0 || closed) {
            return;
        }
        if (progress.end() != null) {
            ends.put(offset, progress.end());
        }
        lanes.offer(new Job(lane, offset, progress.attempt()));
    }

    /** One thread at a time, and never inside itself: attempts may end at once, and a thousand of them must not be a thousand calls deep. */
    private void startWaiting() {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (Job job = next(); job != null; job = next()) {
                start(job);
            }
            seen = asked.addAndGet(-seen);
        } while (seen != 0);
    }

    private synchronized @Nullable Job next() {
        if (closed) {
            return null;
        }
        Job job = lanes.next(clock.millis());
        long at = lanes.wakeAt();
        if (job == null && at < wakeAt) {
            wakeAt = at;
            long millis = Math.max(1, at - clock.millis());
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(this::woken);
        }
        return job;
    }

    private void woken() {
        synchronized (this) {
            wakeAt = Long.MAX_VALUE;
        }
        startWaiting();
    }

    private void start(Job job) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        CompletableFuture<Optional<Delivery>> taken;
        try {
            taken = bodies.take(job.offset());
        } catch (RuntimeException e) {
            taken = CompletableFuture.failedFuture(e);
        }
        taken.whenComplete((delivery, failure) -> {
            if (failure != null) {
                // Nothing was attempted: the log is not there, which the shard will notice too.
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> start(job));
            } else if (delivery.isEmpty()) {
                LOG.atError()
                        .addKeyValue("lane", job.lane())
                        .addKeyValue("offset", job.offset())
                        .log("a delivery is given up: the log does not hold it any more, or it is none");
                ended(job);
                report(new LaneCommand.Done(job.lane(), job.offset(), job.attempt()));
            } else {
                attempt(job, delivery.get());
            }
        });
    }

    private void attempt(Job job, Delivery delivery) {
        End end;
        synchronized (this) {
            if (closed) {
                return;
            }
            lanes.rate(job.lane(), delivery.policy().perSecond());
            end = ends.remove(job.offset());
        }
        CompletableFuture<Outcome> outcome;
        try {
            outcome = end == null ? endpoint.attempt(delivery) : endpoint.deadLetter(delivery, end);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.atError()
                        .addKeyValue("delivery", delivery.id())
                        .setCause(failure)
                        .log("an attempt failed without an error of its endpoint");
            }
            Outcome known = failure == null ? result : new Outcome.Refused(DEFECT, true, Duration.ZERO);
            if (end == null) {
                attempted(job, delivery, known);
            } else {
                deadLettered(job, delivery, end, known);
            }
        });
    }

    private void attempted(Job job, Delivery delivery, Outcome outcome) {
        synchronized (this) {
            lanes.ended(job, outcome instanceof Outcome.Arrived);
        }
        report(
                switch (outcome) {
                    case Outcome.Arrived() -> done(job);
                    case Outcome.Refused(Failure failure, boolean retryable, Duration after) -> {
                        Verdict verdict = retryable
                                ? delivery.policy().retries().after(job.attempt(), clock.instant(), random)
                                : new Retries.Over(null);
                        yield switch (verdict) {
                            case Retries.Again(Duration delay) ->
                                failed(job, failure, Math.max(delay.toMillis(), after.toMillis()), true);
                            case Retries.Over(String condition) -> {
                                boolean deadLetter = delivery.policy().deadLetterArn() != null;
                                if (!deadLetter) {
                                    undelivered.drop(delivery, failure);
                                }
                                yield failed(job, failure.because(condition), -1, deadLetter);
                            }
                        };
                    }
                });
    }

    private void deadLettered(Job job, Delivery delivery, End end, Outcome outcome) {
        switch (outcome) {
            case Outcome.Arrived() -> {
                ended(job);
                report(done(job));
            }
            case Outcome.Refused(Failure failure, boolean retryable, Duration _) -> {
                if (retryable && clock.millis() - end.at() < DEAD_LETTER.toMillis()) {
                    long doubled = DEAD_LETTER_LEAST << Math.min(job.attempt() - end.attempts() - 1, 6);
                    ended(job);
                    report(failed(job, failure, Math.min(doubled, DEAD_LETTER_MOST), false));
                } else {
                    keep(job, delivery, end, failure);
                }
            }
        }
    }

    /** As long as it is kept nowhere, the queue is asked again. */
    private void keep(Job job, Delivery delivery, End end, Failure failure) {
        undelivered.keep(delivery, end.failure(), failure).whenComplete((done, broken) -> {
            ended(job);
            report(failed(job, failure, broken == null ? -1 : DEAD_LETTER_MOST, false));
        });
    }

    /** A place is free; of the lane's endpoint nothing was learnt. */
    private synchronized void ended(Job job) {
        lanes.ended(job);
    }

    private static LaneCommand done(Job job) {
        return new LaneCommand.Done(job.lane(), job.offset(), job.attempt());
    }

    private static LaneCommand failed(Job job, Failure failure, long retryMillis, boolean deadLetter) {
        return new LaneCommand.Failed(job.lane(), job.offset(), job.attempt(), failure, retryMillis, deadLetter);
    }

    /** If the shard is lost meanwhile, the next owner makes the attempt once more. */
    private void report(LaneCommand report) {
        self.submit(report).exceptionally(failure -> {
            LOG.atDebug().setCause(failure).log("an outcome could not be noted");
            return new LaneReply();
        });
        startWaiting();
    }

    @Override
    public void closed() {
        synchronized (this) {
            closed = true;
        }
        reader.close();
    }
}
