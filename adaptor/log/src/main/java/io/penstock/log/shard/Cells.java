package io.penstock.log.shard;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.log.client.Futures;
import io.penstock.log.shard.JournalRecord.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The aggregates of a live shard: takes decisions, applies them, parks commands, wakes by time, forgets. Belongs to the shard's strand. */
final class Cells {

    private static final Logger LOG = LoggerFactory.getLogger(Cells.class);

    /** What the cells need of their shard. */
    interface Shard {
        Outbox outbox();

        Strand strand();

        Timers timers();

        Admission admission();

        /** A command of a companion. */
        void offer(Request<?, ?> request);

        /** Whether decisions may still be taken. */
        boolean isDeciding();

        /** State in memory is no longer what the journal says. */
        void corrupted(Throwable cause);
    }

    private final Shard shard;
    private final RandomGenerator random;
    private final Map<Cell.Place, Cell<?, ?, ?, ?>> cells = new LinkedHashMap<>();
    private Instant lastNow = Instant.MIN;

    Cells(Shard shard, RandomGenerator random) {
        this.shard = shard;
        this.random = random;
    }

    Collection<Cell<?, ?, ?, ?>> all() {
        return cells.values();
    }

    /** Takes over what was rebuilt; {@link #openAll} follows. */
    <S, C, E, R> void adopt(Recovery.State<S, C, E, R> state) {
        if (!state.kind.machine().isVacant(state.value)) {
            Cell<S, C, E, R> cell = make(state.kind, state.id, state.value);
            cells.put(cell.place(), cell);
        }
    }

    void openAll() {
        List.copyOf(cells.values()).forEach(this::open);
    }

    /** Decides a command that came from outside, or from a companion. */
    @SuppressWarnings("unchecked") // a registration is made once, with the types of its machine
    <S, C, E, R> void run(Request<C, R> request) {
        if (request.isGone()) {
            shard.admission().leave(request.isInternal());
            return;
        }
        Cell<S, C, E, R> cell = cell((Registration<S, C, E, R>) request.kind, request.id);
        attempt(cell, request);
        settle(cell);
    }

    /** Tells a decision, now that it is durable. */
    <S, C, E, R> void answer(Step<S, C, E, R> step) {
        Cell<S, C, E, R> cell = step.cell;
        cell.unreleased--;
        shard.admission().leave(step.internal);
        if (!step.events.isEmpty()) {
            guarded(cell, () -> cell.companion.committed(cell.state, step.events));
        }
        if (step.refusal != null) {
            step.caller.completeExceptionally(step.refusal);
        } else if (step.reply != null && step.caller.isDone()) {
            unheard(cell, step.command, step.reply);
        } else if (step.reply != null) {
            complete(step, step.reply);
        }
        forgetIfVacant(cell);
    }

    /** Stops everything; hands back what was parked. */
    List<Request<?, ?>> close() {
        List<Request<?, ?>> parked = new ArrayList<>();
        for (Cell<?, ?, ?, ?> cell : cells.values()) {
            parked.addAll(cell.unparkAll());
            cell.stopClock();
            guarded(cell, cell.companion::closed);
        }
        cells.clear();
        return parked;
    }

    /** Takes all parked commands away, undecided. */
    List<Request<?, ?>> unparkAll() {
        List<Request<?, ?>> parked = new ArrayList<>();
        cells.values().forEach(cell -> parked.addAll(cell.unparkAll()));
        return parked;
    }

    /** What a caller is told of an exception. */
    static FaultException fault(Throwable error) {
        if (Futures.cause(error) instanceof FaultException fault) {
            return fault;
        }
        LOG.atError().setCause(error).log("a command failed by a defect");
        return CommonFaults.INTERNAL.with();
    }

    /** Decides a command, fresh or parked; true when it is parked now. */
    private <S, C, E, R> boolean attempt(Cell<S, C, E, R> cell, Request<C, R> request) {
        Decision<E, R> decision;
        List<byte[]> bytes = List.of();
        try {
            decision = cell.kind.machine().decide(cell.state, request.command, tick());
            if (decision instanceof Decision.Journal<E, R>(var events, var reply)) {
                bytes = cell.kind.encode(events);
            }
        } catch (RuntimeException | StackOverflowError e) {
            leaveLane(cell, request);
            tell(Step.refusal(cell, request, fault(e)), List.of());
            return false;
        }
        switch (decision) {
            case Decision.Journal<E, R>(var events, var reply) -> {
                leaveLane(cell, request);
                apply(Step.reply(cell, request, events, reply), bytes);
            }
            case Decision.Derived<E, R>(var events, var reply) -> {
                leaveLane(cell, request);
                apply(Step.reply(cell, request, events, reply), bytes);
            }
            case Decision.Park<E, R> park -> {
                return park(cell, request, park);
            }
        }
        return false;
    }

    private <S, C, E, R> void apply(Step<S, C, E, R> step, List<byte[]> bytes) {
        Cell<S, C, E, R> cell = step.cell;
        try {
            for (E event : step.events) {
                cell.state = cell.kind.machine().evolve(cell.state, event);
                cell.changed = true;
            }
        } catch (RuntimeException | StackOverflowError e) {
            // Half applied. Nothing was written, so the journal still tells the truth: start over from it.
            step.caller.completeExceptionally(fault(e));
            shard.corrupted(e);
            return;
        }
        tell(step, bytes);
    }

    private <S, C, E, R> void tell(Step<S, C, E, R> step, List<byte[]> bytes) {
        shard.outbox().add(step, new Subject(step.cell.kind.name(), step.cell.id.key()), bytes);
    }

    private <S, C, E, R> boolean park(Cell<S, C, E, R> cell, Request<C, R> request, Decision.Park<E, R> park) {
        // Deciding again must not make a poll longer than it was at first.
        Instant until = request.until == null || park.until().isBefore(request.until) ? park.until() : request.until;
        request.stopClock();
        if (!until.isAfter(lastNow)) {
            leaveLane(cell, request);
            tell(Step.reply(cell, request, List.of(), park.otherwise()), List.of());
            return false;
        }
        if (request.lane == null && !shard.admission().park(request)) {
            tell(Step.refusal(cell, request, CommonFaults.THROTTLED.with()), List.of());
            return false;
        }
        cell.park(request, park.lane());
        request.until = until;
        request.deadline = shard.timers().at(until, shard.strand(), () -> expire(cell, request, park.otherwise()));
        if (!request.watched) {
            request.watched = true;
            request.caller.whenComplete((reply, error) -> shard.strand().execute(() -> dropIfParked(cell, request)));
        }
        return true;
    }

    private <S, C, E, R> void expire(Cell<S, C, E, R> cell, Request<C, R> request, R otherwise) {
        if (shard.isDeciding() && leaveLane(cell, request)) {
            tell(Step.reply(cell, request, List.of(), otherwise), List.of());
        }
    }

    private <S, C, E, R> void dropIfParked(Cell<S, C, E, R> cell, Request<C, R> request) {
        if (leaveLane(cell, request)) {
            shard.admission().leave(request.isInternal());
            forgetIfVacant(cell);
        }
    }

    private <S, C, E, R> boolean leaveLane(Cell<S, C, E, R> cell, Request<C, R> request) {
        boolean was = cell.unpark(request);
        if (was) {
            shard.admission().unpark(request);
        }
        return was;
    }

    /** Decides parked commands again until nothing changes any more, then sets the timer. */
    private <S, C, E, R> void settle(Cell<S, C, E, R> cell) {
        boolean everChanged = cell.changed;
        while (cell.changed && shard.isDeciding()) {
            cell.changed = false;
            decideParked(cell);
        }
        cell.changed = false;
        if (shard.isDeciding()) {
            setTimer(cell, everChanged);
            forgetIfVacant(cell);
        }
    }

    private <S, C, E, R> void decideParked(Cell<S, C, E, R> cell) {
        PriorityQueue<Request<C, R>> heads = cell.heads();
        while (!heads.isEmpty() && shard.isDeciding()) {
            Request<C, R> head = heads.remove();
            String lane = head.lane;
            if (head.isGone()) {
                leaveLane(cell, head);
                shard.admission().leave(head.isInternal());
            } else if (attempt(cell, head)) {
                continue;
            }
            Request<C, R> next = lane == null ? null : cell.head(lane);
            if (next != null) {
                heads.add(next);
            }
        }
    }

    private <S, C, E, R> void setTimer(Cell<S, C, E, R> cell, boolean changed) {
        if (changed) {
            cell.wokenFor = null;
        }
        Optional<Instant> next = cell.kind.machine().nextDue(cell.state);
        boolean useful = cell.kind.machine().due().isPresent() || !cell.isParkedEmpty();
        // Woken once for an instant in vain, only a change or a later instant is worth another try: else we would spin.
        boolean wanted = useful
                && next.isPresent()
                && (cell.wokenFor == null || next.get().isAfter(cell.wokenFor));
        if (cell.wakeUp != null && wanted && cell.wakeUp.at().equals(next.get())) {
            return;
        }
        cell.stopClock();
        if (wanted) {
            Instant due = next.get();
            cell.wakeUp = shard.timers().at(due, shard.strand(), () -> wake(cell, due));
        }
    }

    private <S, C, E, R> void wake(Cell<S, C, E, R> cell, Instant due) {
        if (!shard.isDeciding() || cell.wakeUp == null || !cell.wakeUp.at().equals(due)) {
            return;
        }
        cell.wakeUp = null;
        cell.wokenFor = due;
        Optional<C> command = cell.kind.machine().due();
        if (command.isPresent()) {
            Request<C, R> own = Request.internal(cell.kind, cell.id, command.get());
            if (attempt(cell, own)) {
                leaveLane(cell, own);
            }
        }
        if (shard.isDeciding() && !cell.changed) {
            decideParked(cell);
        }
        settle(cell);
    }

    private <S, C, E, R> void complete(Step<S, C, E, R> step, R reply) {
        CompletableFuture<R> completed;
        try {
            completed = step.cell.companion.complete(reply);
        } catch (RuntimeException e) {
            completed = CompletableFuture.failedFuture(e);
        }
        completed.whenComplete((value, error) -> {
            if (error != null) {
                step.caller.completeExceptionally(fault(error));
            } else if (!step.caller.complete(value)) {
                unheard(step.cell, step.command, reply);
            }
        });
    }

    /** From any thread. */
    private <S, C, E, R> void unheard(Cell<S, C, E, R> cell, C command, R reply) {
        cell.kind
                .machine()
                .unheard(command, reply)
                .ifPresent(amends -> shard.offer(Request.internal(cell.kind, cell.id, amends)));
    }

    private <S, C, E, R> void forgetIfVacant(Cell<S, C, E, R> cell) {
        if (cell.unreleased == 0
                && cell.isParkedEmpty()
                && cell.kind.machine().isVacant(cell.state)
                && cells.remove(cell.place(), cell)) {
            cell.forgottenAt = shard.outbox().sequence();
            cell.stopClock();
            guarded(cell, cell.companion::closed);
        }
    }

    private Tick tick() {
        Instant now = shard.timers().clock().instant();
        lastNow = now.isAfter(lastNow) ? now : lastNow;
        return new Tick(lastNow, random);
    }

    @SuppressWarnings("unchecked") // the place names the kind, and a kind is registered once
    private <S, C, E, R> Cell<S, C, E, R> cell(Registration<S, C, E, R> kind, AggregateId id) {
        Cell.Place place = new Cell.Place(kind.name(), id);
        Cell<?, ?, ?, ?> known = cells.get(place);
        if (known != null) {
            return (Cell<S, C, E, R>) known;
        }
        Cell<S, C, E, R> made = make(kind, id, kind.initial(id));
        cells.put(place, made);
        open(made);
        return made;
    }

    private <S, C, E, R> Cell<S, C, E, R> make(Registration<S, C, E, R> kind, AggregateId id, S state) {
        Companion<S, E, R> companion = kind.companions().create(new Companion.Self<C, R>() {
            @Override
            public AggregateId id() {
                return id;
            }

            @Override
            public CompletableFuture<R> submit(C command) {
                Request<C, R> request = Request.internal(kind, id, command);
                shard.offer(request);
                return request.caller;
            }
        });
        return new Cell<>(kind, id, state, companion);
    }

    private <S, C, E, R> void open(Cell<S, C, E, R> cell) {
        guarded(cell, () -> cell.companion.opened(cell.state));
        setTimer(cell, true);
    }

    private static void guarded(Cell<?, ?, ?, ?> cell, Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("aggregate", cell.id).setCause(e).log("a companion failed");
        }
    }
}
