package io.penstock.kernel.memory;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.memory.Live.Waiting;
import io.penstock.kernel.memory.Outbox.Step;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One shard with its owner, from the epoch's first record until the owner steps down, is deposed or crashes. Runs on the loop, except for
 * {@link #offer}.
 */
final class MemoryShard implements Outbox.Shard {

    /** What a shard needs of its surroundings. */
    interface Host {
        MemoryWorld world();

        /** The shard stopped; unless somebody else owns it now, own it anew. */
        void stopped(MemoryShard shard);
    }

    private final Host host;
    private final MemoryWorld world;
    private final ShardStore store;
    private final Outbox outbox;
    private final Map<AggregateRef, Live<?, ?, ?, ?>> aggregates = new LinkedHashMap<>();
    private final AtomicInteger backlog = new AtomicInteger();
    private Instant lastNow = Instant.MIN;
    private volatile boolean stopped;

    MemoryShard(Host host, ShardStore store, ShardStore.Replay replay) {
        this.host = host;
        this.world = host.world();
        this.store = store;
        this.outbox = new Outbox(this, world, store, replay.epoch);
        replay.slots.values().forEach(this::adopt);
        List.copyOf(aggregates.values()).forEach(this::open);
    }

    /** Takes a command from any thread, or refuses it when too many are on their way. */
    <S, C, E, R> void offer(
            Registration<S, C, E, R> kind, AggregateId id, C command, CompletableFuture<R> caller, boolean internal) {
        if (!internal && backlog.incrementAndGet() > world.options().queueCapacity()) {
            backlog.decrementAndGet();
            caller.completeExceptionally(CommonFaults.THROTTLED.with());
            return;
        }
        if (!internal) {
            caller.whenComplete((reply, failure) -> backlog.decrementAndGet());
        }
        world.loop().execute(() -> run(kind, id, new Waiting<>(command, caller), internal));
    }

    private <S, C, E, R> void run(
            Registration<S, C, E, R> kind, AggregateId id, Waiting<C, R> waiting, boolean internal) {
        if (stopped) {
            waiting.caller.completeExceptionally(CommonFaults.UNAVAILABLE.with());
            return;
        }
        if (waiting.isGone()) {
            return;
        }
        Live<S, C, E, R> live = live(kind, id);
        if (attempt(live, waiting) && !internal) {
            // A parked command costs the queue nothing, so that idle long polls never throttle a sender.
            backlog.decrementAndGet();
            waiting.caller.whenComplete((reply, failure) -> backlog.incrementAndGet());
            waiting.caller.whenComplete((reply, failure) -> world.loop().execute(() -> dropIfCancelled(live, waiting)));
        }
        settle(live);
    }

    /** Decides a command; true when it is parked now. */
    private <S, C, E, R> boolean attempt(Live<S, C, E, R> live, Waiting<C, R> waiting) {
        Decision<E, R> decision;
        List<byte[]> bytes = List.of();
        try {
            decision = live.kind.machine().decide(live.state, waiting.command, tick());
            if (decision instanceof Decision.Journal<E, R>(var events, var reply)) {
                bytes = live.kind.encode(events);
            }
        } catch (RuntimeException | StackOverflowError e) {
            leave(live, waiting);
            outbox.add(new Step<>(live, waiting, world.asFault(e)), List.of());
            return false;
        }
        switch (decision) {
            case Decision.Journal<E, R>(var events, var reply) -> {
                leave(live, waiting);
                apply(live, new Step<>(live, events, waiting, reply), bytes);
            }
            case Decision.Derived<E, R>(var events, var reply) -> {
                leave(live, waiting);
                apply(live, new Step<>(live, events, waiting, reply), bytes);
            }
            case Decision.Park<E, R>(var lane, var until, var otherwise) -> {
                return park(live, waiting, new Decision.Park<>(lane, until, otherwise));
            }
        }
        return false;
    }

    private <S, C, E, R> boolean park(Live<S, C, E, R> live, Waiting<C, R> waiting, Decision.Park<E, R> park) {
        Instant until = waiting.until == null || park.until().isBefore(waiting.until) ? park.until() : waiting.until;
        waiting.stopClock();
        if (!until.isAfter(lastNow)) {
            leave(live, waiting);
            outbox.add(new Step<>(live, List.of(), waiting, park.otherwise()), List.of());
            return false;
        }
        live.park(waiting, park.lane());
        waiting.until = until;
        waiting.deadline = world.loop().at(until, () -> {
            if (!stopped && waiting.lane != null) {
                leave(live, waiting);
                outbox.add(new Step<>(live, List.of(), waiting, park.otherwise()), List.of());
            }
        });
        return true;
    }

    private static <S, C, E, R> void leave(Live<S, C, E, R> live, Waiting<C, R> waiting) {
        waiting.stopClock();
        live.unpark(waiting);
    }

    private <S, C, E, R> void dropIfCancelled(Live<S, C, E, R> live, Waiting<C, R> waiting) {
        if (waiting.lane != null) {
            leave(live, waiting);
            if (!stopped) {
                forgetIfVacant(live);
            }
        }
    }

    private <S, C, E, R> void apply(Live<S, C, E, R> live, Step<S, C, E, R> step, List<byte[]> bytes) {
        try {
            for (E event : step.events) {
                live.state = live.kind.machine().evolve(live.state, event);
                live.changed = true;
            }
        } catch (RuntimeException e) {
            // Half applied: the state in memory is nobody's truth any more. The journal still is.
            step.caller.completeExceptionally(world.asFault(e));
            stepDown();
            return;
        }
        outbox.add(step, bytes);
    }

    @Override
    public void release(Step<?, ?, ?, ?> step) {
        answer(step);
    }

    private <S, C, E, R> void answer(Step<S, C, E, R> step) {
        Live<S, C, E, R> live = step.live;
        live.unreleased--;
        if (!step.events.isEmpty()) {
            guarded(() -> live.companion.committed(live.state, step.events));
        }
        if (step.refusal != null) {
            step.caller.completeExceptionally(step.refusal);
        } else if (step.reply != null && step.caller.isDone()) {
            unheard(live, step.command, step.reply);
        } else if (step.reply != null) {
            complete(step, step.reply);
        }
        forgetIfVacant(live);
    }

    private <S, C, E, R> void complete(Step<S, C, E, R> step, R reply) {
        CompletableFuture<R> completed;
        try {
            completed = step.live.companion.complete(reply);
        } catch (RuntimeException e) {
            completed = CompletableFuture.failedFuture(e);
        }
        completed.whenComplete((value, failure) -> {
            if (failure != null) {
                step.caller.completeExceptionally(world.asFault(failure));
            } else if (!step.caller.complete(value)) {
                unheard(step.live, step.command, reply);
            }
        });
    }

    private <S, C, E, R> void unheard(Live<S, C, E, R> live, C command, R reply) {
        live.kind
                .machine()
                .unheard(command, reply)
                .ifPresent(amends -> offer(live.kind, live.id, amends, new CompletableFuture<>(), true));
    }

    @Override
    public void broken() {
        stepDown();
    }

    @Override
    public void deposed() {
        stepDown();
    }

    /** Decides parked commands again until nothing changes any more, then sets the timer. */
    private <S, C, E, R> void settle(Live<S, C, E, R> live) {
        boolean everChanged = live.changed;
        while (live.changed && !stopped) {
            live.changed = false;
            decideParked(live);
        }
        live.changed = false;
        if (!stopped) {
            setTimer(live, everChanged);
            forgetIfVacant(live);
        }
    }

    private <S, C, E, R> void decideParked(Live<S, C, E, R> live) {
        PriorityQueue<Waiting<C, R>> heads = live.heads();
        while (!heads.isEmpty() && !stopped) {
            Waiting<C, R> head = heads.remove();
            String lane = head.lane;
            if (head.isGone()) {
                leave(live, head);
            } else if (attempt(live, head)) {
                continue;
            }
            Waiting<C, R> next = lane == null ? null : live.head(lane);
            if (next != null) {
                heads.add(next);
            }
        }
    }

    private <S, C, E, R> void setTimer(Live<S, C, E, R> live, boolean changed) {
        if (live.wakeUp != null) {
            live.wakeUp.cancel();
            live.wakeUp = null;
        }
        if (changed) {
            live.wokenFor = null;
        }
        Optional<Instant> next = live.kind.machine().nextDue(live.state);
        boolean useful = live.kind.machine().due().isPresent() || !live.isParkedEmpty();
        // Once woken for an instant in vain, only a change or a later instant is worth another try: else we would spin.
        if (useful && next.isPresent() && (live.wokenFor == null || next.get().isAfter(live.wokenFor))) {
            live.wakeUp = world.loop().at(next.get(), () -> wake(live, next.get()));
        }
    }

    private <S, C, E, R> void wake(Live<S, C, E, R> live, Instant due) {
        if (stopped) {
            return;
        }
        live.wakeUp = null;
        live.wokenFor = due;
        Optional<C> command = live.kind.machine().due();
        if (command.isPresent()) {
            Waiting<C, R> own = new Waiting<>(command.get(), new CompletableFuture<>());
            if (attempt(live, own)) {
                leave(live, own);
            }
        }
        if (!stopped && !live.changed) {
            decideParked(live);
        }
        settle(live);
    }

    private <S, C, E, R> void forgetIfVacant(Live<S, C, E, R> live) {
        if (live.unreleased == 0
                && live.isParkedEmpty()
                && live.kind.machine().isVacant(live.state)
                && aggregates.remove(live.ref(), live)) {
            live.stopClocks();
            guarded(live.companion::closed);
        }
    }

    /** Writes all states and a pointer to them; trims when the pointer is durable. */
    void snapshot() {
        long first = store.chunkEnd();
        int chunks = 0;
        for (Live<?, ?, ?, ?> live : aggregates.values()) {
            store.writeChunk(live.ref(), encoded(live));
            chunks++;
        }
        outbox.pointTo(first, chunks);
    }

    /** Gives the shard up: answers nothing more. The host takes it again, if it is still its own. */
    void stepDown() {
        stop(true);
        host.stopped(this);
    }

    /**
     * Forgets everything that is not in the journal.
     *
     * @param orderly false for a crash, which tells companions nothing
     */
    void stop(boolean orderly) {
        if (stopped) {
            return;
        }
        stopped = true;
        List<CompletableFuture<?>> unanswered = outbox.close();
        for (Live<?, ?, ?, ?> live : aggregates.values()) {
            live.parked().forEach(waiting -> unanswered.add(waiting.caller));
            live.stopClocks();
            if (orderly) {
                guarded(live.companion::closed);
            }
        }
        aggregates.clear();
        unanswered.forEach(caller -> caller.completeExceptionally(CommonFaults.UNAVAILABLE.with()));
    }

    int parked() {
        return aggregates.values().stream()
                .mapToInt(live -> live.parked().size())
                .sum();
    }

    Optional<Live<?, ?, ?, ?>> find(AggregateRef aggregate) {
        return Optional.ofNullable(aggregates.get(aggregate));
    }

    private Tick tick() {
        Instant now = world.loop().clock().instant();
        lastNow = now.isAfter(lastNow) ? now : lastNow;
        return new Tick(lastNow, world.random());
    }

    @SuppressWarnings("unchecked") // the key names the kind, and a kind is registered once
    private <S, C, E, R> Live<S, C, E, R> live(Registration<S, C, E, R> kind, AggregateId id) {
        AggregateRef ref = new AggregateRef(kind.machine().type().name(), id);
        Live<?, ?, ?, ?> known = aggregates.get(ref);
        if (known != null) {
            return (Live<S, C, E, R>) known;
        }
        Live<S, C, E, R> made = make(kind, id, kind.initial(id));
        aggregates.put(ref, made);
        open(made);
        return made;
    }

    private <S, C, E, R> void adopt(ShardStore.Slot<S, C, E, R> slot) {
        if (!slot.kind.machine().isVacant(slot.state)) {
            Live<S, C, E, R> live = make(slot.kind, slot.id, slot.state);
            aggregates.put(live.ref(), live);
        }
    }

    private <S, C, E, R> Live<S, C, E, R> make(Registration<S, C, E, R> kind, AggregateId id, S state) {
        Companion<S, E, R> companion = kind.companions().create(new Companion.Self<C, R>() {
            @Override
            public AggregateId id() {
                return id;
            }

            @Override
            public CompletableFuture<R> submit(C command) {
                CompletableFuture<R> caller = new CompletableFuture<>();
                offer(kind, id, command, caller, true);
                return caller;
            }
        });
        return new Live<>(kind, id, state, companion);
    }

    private <S, C, E, R> void open(Live<S, C, E, R> live) {
        guarded(() -> live.companion.opened(live.state));
        setTimer(live, true);
    }

    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            world.defect(e);
        }
    }

    private static <S, C, E, R> byte[] encoded(Live<S, C, E, R> live) {
        return live.kind.machine().states().encode(live.state);
    }
}
