package io.penstock.kernel.walk;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Sends random commands to one aggregate of any machine, crashes it now and then, and checks after every step what the contract of
 * {@link Machine} promises: {@code decide} changes nothing and depends on nothing but its arguments; replaying the journal, through the
 * codecs and from the last snapshot, gives the live state; codecs round-trip.
 *
 * <pre>{@code
 * RandomWalk.of(new Ledger(), (state, now, random) -> new Deposit(random.nextInt(9)))
 *         .steps(500)
 *         .check((state, step) -> assertThat(...))
 *         .run();
 * }</pre>
 *
 * <p>Walks the seeds 1 to {@code -Dpenstock.walks} (default 5), or only the one of {@code -Dpenstock.seed}; a failure names its seed and
 * the commands before it.
 *
 * @param <S> state
 * @param <C> commands
 * @param <E> events
 * @param <R> replies
 */
public final class RandomWalk<S, C, E, R> {

    /** Chooses commands; looks at the state to choose sensible ones, never changes it. */
    @FunctionalInterface
    public interface Commands<S, C> {
        C next(S state, Instant now, RandomGenerator random);
    }

    /** Checks of one's own after every step; throws to fail. */
    @FunctionalInterface
    public interface Check<S, C, E, R> {
        void after(S state, Step<C, E, R> step);
    }

    /** What happens when the process crashed: derived knowledge is lost, so a model that counts on it must be told. */
    @FunctionalInterface
    public interface Recovery<S> {
        void recovered(S state);
    }

    /** A step that was taken. */
    public record Step<C, E, R>(int number, Instant now, C command, Outcome<E, R> outcome) {}

    /** How a decision ended. */
    public sealed interface Outcome<E, R> {
        /** Decided. */
        record Decided<E, R>(Decision<E, R> decision) implements Outcome<E, R> {}

        /** Refused with a fault. */
        record Refused<E, R>(String shape, String message) implements Outcome<E, R> {}
    }

    final Machine<S, C, E, R> machine;
    final Commands<S, C> commands;
    AggregateId id = new AggregateId("walk");
    int steps = 1000;
    Duration longestPause = Duration.ofSeconds(10);
    Function<S, byte[]> durable;
    Check<S, C, E, R> check = (state, step) -> {};
    Recovery<S> recovery = state -> {};

    private RandomWalk(Machine<S, C, E, R> machine, Commands<S, C> commands) {
        this.machine = machine;
        this.commands = commands;
        this.durable = machine.states()::encode;
    }

    public static <S, C, E, R> RandomWalk<S, C, E, R> of(Machine<S, C, E, R> machine, Commands<S, C> commands) {
        return new RandomWalk<>(machine, commands);
    }

    public RandomWalk<S, C, E, R> id(AggregateId newId) {
        id = newId;
        return this;
    }

    public RandomWalk<S, C, E, R> steps(int newSteps) {
        steps = newSteps;
        return this;
    }

    /** Between two commands passes up to this; often nothing at all. */
    public RandomWalk<S, C, E, R> longestPause(Duration newPause) {
        longestPause = newPause;
        return this;
    }

    /** What of a state a replay must restore: all of it, unless the machine has derived events. */
    public RandomWalk<S, C, E, R> durable(Function<S, byte[]> projection) {
        durable = projection;
        return this;
    }

    public RandomWalk<S, C, E, R> check(Check<S, C, E, R> newCheck) {
        check = newCheck;
        return this;
    }

    /** Called with the replayed state after each crash. */
    public RandomWalk<S, C, E, R> afterCrash(Recovery<S> newRecovery) {
        recovery = newRecovery;
        return this;
    }

    /** Walks; one walk for each seed. */
    public void run() {
        seeds().forEach(this::run);
    }

    /** Walks with one seed. */
    public void run(long seed) {
        new Walk<>(this, seed).run();
    }

    private static List<Long> seeds() {
        Long chosen = Long.getLong("penstock.seed");
        return chosen != null
                ? List.of(chosen)
                : LongStream.rangeClosed(1, Integer.getInteger("penstock.walks", 5))
                        .boxed()
                        .toList();
    }
}
