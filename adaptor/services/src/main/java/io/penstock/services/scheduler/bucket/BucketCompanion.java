package io.penstock.services.scheduler.bucket;

import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.Machines;
import io.penstock.services.scheduler.invocation.Attempt;
import io.penstock.services.scheduler.invocation.InvocationMeters;
import io.penstock.services.scheduler.invocation.InvocationMeters.Meter;
import io.penstock.services.scheduler.invocation.Outcome;
import io.penstock.services.scheduler.invocation.Targets;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.BucketReply;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the attempts of a bucket's deliveries, as many at a time as {@link #AT_ONCE}, and tells the bucket how they ended. */
public final class BucketCompanion implements Companion<BucketState, BucketEvent, BucketReply> {

    private static final Logger LOG = LoggerFactory.getLogger(BucketCompanion.class);
    private static final int AT_ONCE = 32;

    private final Self<BucketCommand, BucketReply> self;
    private final World world;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final Set<String> taken = new HashSet<>();
    private int running;
    private boolean closed;

    /** What companions of buckets need of the world. */
    public record World(Targets targets, InvocationMeters meters, InstantSource clock) {}

    BucketCompanion(Self<BucketCommand, BucketReply> self, World world) {
        this.self = self;
        this.world = world;
    }

    /** Registers buckets on a node. */
    public static void register(Machines machines, World world) {
        machines.register(new BucketMachine(), self -> new BucketCompanion(self, world));
    }

    @Override
    public void opened(BucketState state) {
        state.deliveries.values().forEach(this::take);
        startWaiting();
    }

    @Override
    public void committed(BucketState state, List<BucketEvent> events) {
        for (BucketEvent event : events) {
            switch (event) {
                case BucketEvent.Fired fired -> {
                    world.meters().count(Meter.OCCURRENCES);
                    take(state, fired.execution());
                }
                case BucketEvent.Retried(String execution) -> take(state, execution);
                case BucketEvent.Exhausted exhausted -> {
                    tell(exhausted);
                    if (!state.deliveries.containsKey(exhausted.execution())) {
                        world.meters().count(Meter.DROPPED);
                    }
                    take(state, exhausted.execution());
                }
                case BucketEvent.Scheduled _,
                        BucketEvent.Removed _,
                        BucketEvent.GroupClosed _,
                        BucketEvent.Postponed _,
                        BucketEvent.Finished _ -> {}
            }
        }
        startWaiting();
    }

    private void tell(BucketEvent.Exhausted exhausted) {
        LOG.atWarn()
                .addKeyValue("bucket", self.id())
                .addKeyValue("execution", exhausted.execution())
                .addKeyValue("attempts", exhausted.attempts())
                .addKeyValue("code", exhausted.code())
                .log("an occurrence of a schedule could not be delivered: {}", exhausted.message());
    }

    private void take(BucketState state, String execution) {
        Delivery delivery = state.deliveries.get(execution);
        if (delivery != null) {
            take(delivery);
        }
    }

    private synchronized void take(Delivery delivery) {
        if (delivery.retryAt() == 0 && taken.add(delivery.execution())) {
            waiting.add(delivery);
        }
    }

    private void startWaiting() {
        for (Delivery delivery = next(); delivery != null; delivery = next()) {
            start(delivery);
        }
    }

    private synchronized @Nullable Delivery next() {
        if (closed || running >= AT_ONCE || waiting.isEmpty()) {
            return null;
        }
        running++;
        return waiting.poll();
    }

    private void start(Delivery delivery) {
        CompletableFuture<Outcome> outcome;
        try {
            outcome = attempt(delivery);
        } catch (RuntimeException e) {
            outcome = CompletableFuture.failedFuture(e);
        }
        outcome.whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.atError()
                        .addKeyValue("execution", delivery.execution())
                        .setCause(failure)
                        .log("an attempt failed without an error of its target");
            }
            ended(delivery, failure == null ? result : Outcome.DEFECT);
        });
    }

    private CompletableFuture<Outcome> attempt(Delivery delivery) {
        ScheduleDefinition schedule = delivery.schedule();
        Delivery.End end = delivery.end();
        Attempt attempt = new Attempt(
                schedule,
                delivery.execution(),
                delivery.occurrence().scheduled(),
                end == null ? delivery.attempt() : end.attempts());
        if (end != null) {
            return world.targets().deadLetter(attempt, new Targets.Reason(end.condition(), end.code(), end.message()));
        }
        world.meters().count(Meter.ATTEMPTS);
        if (delivery.attempt() == 1) {
            long due = delivery.occurrence().due();
            world.meters().lag(Duration.ofMillis(Math.max(0, world.clock().millis() - due)));
        }
        return world.targets().invoke(attempt);
    }

    private void ended(Delivery delivery, Outcome outcome) {
        synchronized (this) {
            running--;
            taken.remove(delivery.execution());
            if (closed) {
                return;
            }
        }
        world.meters().count(meter(delivery, outcome));
        BucketCommand report = switch (outcome) {
            case Outcome.Delivered() -> new BucketCommand.Succeeded(delivery.execution(), delivery.attempt());
            case Outcome.Refused(String code, String message, boolean retryable) ->
                new BucketCommand.Failed(delivery.execution(), delivery.attempt(), code, message, retryable);
        };
        // If the shard is lost meanwhile, the next owner makes the attempt once more.
        self.submit(report).exceptionally(failure -> {
            LOG.atDebug().setCause(failure).log("an outcome could not be noted");
            return new BucketReply.Noted();
        });
        startWaiting();
    }

    private static Meter meter(Delivery delivery, Outcome outcome) {
        boolean dead = delivery.end() != null;
        return switch (outcome) {
            case Outcome.Delivered() -> dead ? Meter.DEAD_LETTERS : Meter.DELIVERED;
            case Outcome.Refused _ -> dead ? Meter.DEAD_LETTER_ERRORS : Meter.TARGET_ERRORS;
        };
    }

    @Override
    public synchronized void closed() {
        closed = true;
        waiting.clear();
    }
}
