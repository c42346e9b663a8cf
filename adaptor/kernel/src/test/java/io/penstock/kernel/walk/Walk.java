package io.penstock.kernel.walk;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.walk.RandomWalk.Outcome;
import io.penstock.kernel.walk.RandomWalk.Step;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One walk: the live state, what its journal and snapshot say, and a replica that only ever sees the journal. */
final class Walk<S, C, E, R> {

    private static final int REMEMBERED = 30;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final RandomWalk<S, C, E, R> plan;
    private final Machine<S, C, E, R> machine;
    private final long seed;
    private final SplittableRandom random;
    private final Deque<String> history = new ArrayDeque<>();
    private final List<byte[]> journal = new ArrayList<>();
    private byte @Nullable [] snapshot;
    private Instant now = START;
    private Instant wokenFor = Instant.MIN;
    private S live;
    private S replica;

    Walk(RandomWalk<S, C, E, R> plan, long seed) {
        this.plan = plan;
        this.machine = plan.machine;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.live = machine.initial(plan.id);
        this.replica = machine.initial(plan.id);
    }

    void run() {
        int number = 0;
        try {
            for (; number < plan.steps; number++) {
                step(number);
            }
            crash();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "step " + number + " of the walk with -Dpenstock.seed=" + seed + " failed: " + e.getMessage()
                            + "\nthe last commands were\n  " + String.join("\n  ", history),
                    e);
        }
    }

    private void step(int number) {
        if (random.nextInt(3) == 0) {
            now = now.plusNanos(random.nextLong(plan.longestPause.toNanos()));
        }
        wake(number);
        take(number, plan.commands.next(live, now, random.split()));
        if (random.nextInt(25) == 0) {
            crash();
        }
        if (random.nextInt(40) == 0) {
            takeSnapshot();
        }
    }

    /** As a host would: the machine's own command when it is due, once for each instant unless something changes. */
    private void wake(int number) {
        Optional<C> own = machine.due();
        for (int turns = 0; own.isPresent(); turns++) {
            Optional<Instant> due = machine.nextDue(live);
            if (due.isEmpty() || due.get().isAfter(now) || due.get().equals(wokenFor)) {
                return;
            }
            if (turns == 10_000) {
                throw new IllegalStateException("always due again at " + due.get());
            }
            int before = journal.size();
            take(number, own.get());
            wokenFor = journal.size() == before ? due.get() : Instant.MIN;
        }
    }

    private void take(int number, C command) {
        remember(now + " " + command);
        byte[] before = machine.states().encode(live);
        same("the command codec", machine.type().commands().encode(command), roundTrip(command));
        long chance = random.nextLong();
        Outcome<E, R> outcome = decide(command, chance);
        same("decide changed the state", before, machine.states().encode(live));
        Outcome<E, R> again = decide(command, chance);
        if (!describe(outcome).equals(describe(again))) {
            throw new IllegalStateException("decide is no function: " + describe(outcome) + " then " + describe(again));
        }
        if (outcome instanceof Outcome.Decided<E, R>(var decision)) {
            apply(decision);
        }
        machine.nextDue(live);
        same("the replica", plan.durable.apply(live), plan.durable.apply(replica));
        plan.check.after(live, new Step<>(number, now, command, outcome));
    }

    private void apply(Decision<E, R> decision) {
        switch (decision) {
            case Decision.Journal<E, R>(var events, var reply) -> {
                List<byte[]> written =
                        events.stream().map(machine.events()::encode).toList();
                events.forEach(event -> live = machine.evolve(live, event));
                written.forEach(bytes ->
                        replica = machine.evolve(replica, machine.events().decode(bytes)));
                journal.addAll(written);
                roundTripReply(reply);
            }
            case Decision.Derived<E, R>(var events, var reply) -> {
                events.forEach(event -> live = machine.evolve(live, event));
                roundTripReply(reply);
            }
            case Decision.Park<E, R>(var lane, var until, var otherwise) -> {
                if (lane == null || until == null) {
                    throw new IllegalStateException("parked nowhere");
                }
                roundTripReply(otherwise);
            }
        }
    }

    private Outcome<E, R> decide(C command, long chance) {
        try {
            return new Outcome.Decided<>(machine.decide(live, command, new Tick(now, new SplittableRandom(chance))));
        } catch (FaultException fault) {
            return new Outcome.Refused<>(fault.fault().shape(), fault.getMessage());
        }
    }

    private String describe(Outcome<E, R> outcome) {
        return switch (outcome) {
            case Outcome.Refused<E, R>(var shape, var message) -> shape + ": " + message;
            case Outcome.Decided<E, R>(Decision.Journal<E, R>(var events, var reply)) ->
                "journal "
                        + events.stream()
                                .map(event -> hex(machine.events().encode(event)))
                                .toList() + reply(reply);
            case Outcome.Decided<E, R>(Decision.Derived<E, R>(var events, var reply)) ->
                "derived " + events.size() + reply(reply);
            case Outcome.Decided<E, R>(Decision.Park<E, R>(var lane, var until, var otherwise)) ->
                "park " + lane + " " + until + reply(otherwise);
        };
    }

    private String reply(R reply) {
        return " reply " + hex(machine.type().replies().encode(reply));
    }

    private byte[] roundTrip(C command) {
        var codec = machine.type().commands();
        return codec.encode(codec.decode(codec.encode(command)));
    }

    private void roundTripReply(R reply) {
        var codec = machine.type().replies();
        byte[] bytes = codec.encode(reply);
        same("the reply codec", bytes, codec.encode(codec.decode(bytes)));
    }

    private void takeSnapshot() {
        byte[] bytes = machine.states().encode(live);
        S decoded = machine.states().decode(bytes);
        same("the state codec", bytes, machine.states().encode(decoded));
        snapshot = bytes;
        journal.clear();
        replica = decoded;
        remember("snapshot of " + bytes.length + " bytes");
    }

    private void crash() {
        S replayed =
                snapshot == null ? machine.initial(plan.id) : machine.states().decode(snapshot);
        for (byte[] event : journal) {
            replayed = machine.evolve(replayed, machine.events().decode(event));
        }
        same("replay", plan.durable.apply(live), plan.durable.apply(replayed));
        live = replayed;
        wokenFor = Instant.MIN;
        remember("crash, " + journal.size() + " events replayed");
        plan.recovery.recovered(live);
    }

    private void remember(String what) {
        history.add(what);
        if (history.size() > REMEMBERED) {
            history.remove();
        }
    }

    private static void same(String what, byte[] expected, byte[] actual) {
        if (!Arrays.equals(expected, actual)) {
            throw new IllegalStateException(what + ": " + hex(expected) + " is now " + hex(actual));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
