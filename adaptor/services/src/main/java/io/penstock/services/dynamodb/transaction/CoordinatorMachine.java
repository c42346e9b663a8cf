package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import io.penstock.services.dynamodb.store.Verdicts.Verdict;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Done;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Open;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides transactions, and knows their tokens. */
public final class CoordinatorMachine
        implements Machine<CoordinatorState, CoordinatorCommand, CoordinatorEvent, CoordinatorReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<CoordinatorCommand, CoordinatorReply> TYPE =
            new MachineType<>("dynamodb.transactions", CoordinatorCodecs.COMMANDS, CoordinatorCodecs.REPLIES);

    /** How long a token is good after the transaction ended, as on AWS. */
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** What is not decided so long after its beginning is aborted: whoever wanted it is gone, or a partition does not answer. What is, is told again. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** When nothing happens any more, tokens are forgotten so much later than they may be, many at once. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    /** From the oldest transaction that is open to the newest: partitions remember that many. */
    static final int WINDOW = 10_000;

    /** Tokens that one coordinator remembers. */
    static final int TOKENS = 16_384;

    /** Of an account and Region. Never changed: tokens are found by it. */
    private static final int COORDINATORS = 64;

    /** The coordinator of a token. */
    public static AggregateId id(Region region, AccountId account, Bytes token) {
        int number = Math.floorMod(token.unsafe()[0], COORDINATORS);
        return new AggregateId(
                Arn.of("dynamodb", region, account, "transactions/" + number).toString());
    }

    @Override
    public MachineType<CoordinatorCommand, CoordinatorReply> type() {
        return TYPE;
    }

    @Override
    public CoordinatorState initial(AggregateId id) {
        return new CoordinatorState();
    }

    @Override
    public Decision<CoordinatorEvent, CoordinatorReply> decide(
            CoordinatorState state, CoordinatorCommand command, Tick tick) {
        return switch (command) {
            case CoordinatorCommand.Begin begin -> begin(state, begin, tick);
            case CoordinatorCommand.Decide decide -> decide(state, decide);
            case CoordinatorCommand.Ask(long number) ->
                Decision.reply(new CoordinatorReply.Told(verdict(state, number)));
            case CoordinatorCommand.Recover(long below) -> recover(state, below);
            case CoordinatorCommand.Finish(long number) ->
                state.open(number).isEmpty()
                        ? Decision.reply(new CoordinatorReply.Done())
                        : Decision.journal(
                                new CoordinatorEvent.Finished(number, tick.now().toEpochMilli()),
                                new CoordinatorReply.Done());
            case CoordinatorCommand.Due() -> due(state, tick);
        };
    }

    private static Decision<CoordinatorEvent, CoordinatorReply> begin(
            CoordinatorState state, CoordinatorCommand.Begin begin, Tick tick) {
        long now = tick.now().toEpochMilli();
        Optional<Open> running = state.openBy(begin.token());
        if (running.isPresent()) {
            throw running.get().fingerprint().equals(begin.fingerprint())
                    ? DynamoFaults.TRANSACTION_IN_PROGRESS.with()
                    : DynamoFaults.IDEMPOTENT_PARAMETER_MISMATCH.with();
        }
        Optional<Done> before =
                state.doneBy(begin.token()).filter(done -> done.atMillis() + REMEMBERED.toMillis() > now);
        if (before.isPresent()) {
            if (!before.get().fingerprint().equals(begin.fingerprint())) {
                throw DynamoFaults.IDEMPOTENT_PARAMETER_MISMATCH.with();
            }
            return Decision.reply(new CoordinatorReply.Repeated(before.get().reads()));
        }
        if (state.next() - state.below() >= WINDOW || state.done().size() >= TOKENS) {
            throw DynamoFaults.REQUEST_LIMIT_EXCEEDED.with();
        }
        long number = state.next();
        return Decision.journal(
                new CoordinatorEvent.Begun(number, begin.token(), begin.fingerprint(), begin.participants(), now),
                new CoordinatorReply.Begun(number, state.below()));
    }

    private static Decision<CoordinatorEvent, CoordinatorReply> decide(
            CoordinatorState state, CoordinatorCommand.Decide decide) {
        long number = decide.number();
        Optional<Open> open = state.open(number);
        if (open.isEmpty()) {
            return Decision.reply(new CoordinatorReply.Unknown());
        }
        return switch (open.get().outcome().phase()) {
            case UNDECIDED ->
                Decision.journal(
                        new CoordinatorEvent.Decided(number, decide.commit(), decide.reads()),
                        new CoordinatorReply.Decided(number, decide.commit()));
            case COMMITTED -> Decision.reply(new CoordinatorReply.Decided(number, true));
            case ABORTED -> Decision.reply(new CoordinatorReply.Decided(number, false));
        };
    }

    /**
     * Of a deposed owner too it is true, since only what is durable is told. A number that this owner has not given yet may be another owner's. One that
     * is finished is held by nobody who counts.
     */
    private static Verdict verdict(CoordinatorState state, long number) {
        Optional<Open> open = state.open(number);
        if (open.isEmpty()) {
            return number >= state.next() ? new Verdict.Undecided() : new Verdict.Abort(state.below());
        }
        return switch (open.get().outcome().phase()) {
            case UNDECIDED -> new Verdict.Undecided();
            case COMMITTED -> new Verdict.Commit(state.below());
            case ABORTED -> new Verdict.Abort(state.below());
        };
    }

    private static Decision<CoordinatorEvent, CoordinatorReply> recover(CoordinatorState state, long below) {
        List<CoordinatorEvent> events = new ArrayList<>();
        state.open().headMap(below, false).forEach((number, open) -> abort(events, number, open));
        return Decision.journal(events, new CoordinatorReply.Done());
    }

    private static void abort(List<CoordinatorEvent> events, long number, Open open) {
        if (open.outcome().phase() == Phase.UNDECIDED) {
            events.add(new CoordinatorEvent.Decided(number, false, List.of()));
        }
    }

    private static Decision<CoordinatorEvent, CoordinatorReply> due(CoordinatorState state, Tick tick) {
        long now = tick.now().toEpochMilli();
        List<CoordinatorEvent> events = new ArrayList<>();
        state.open().forEach((number, open) -> {
            if (deadline(open) <= now) {
                abort(events, number, open);
            }
        });
        if (forgettableFrom(state) <= now) {
            events.add(new CoordinatorEvent.Forgotten(now - REMEMBERED.toMillis()));
        }
        boolean silent = state.open().values().stream()
                .anyMatch(open -> open.outcome().phase() != Phase.UNDECIDED && deadline(open) <= now);
        return events.isEmpty() && silent && state.nextTelling() <= now
                ? Decision.derived(
                        List.of(new CoordinatorEvent.Retold(now + PATIENCE.toMillis())), new CoordinatorReply.Done())
                : Decision.journal(events, new CoordinatorReply.Done());
    }

    private static long deadline(Open open) {
        return open.atMillis() + PATIENCE.toMillis();
    }

    private static long forgettableFrom(CoordinatorState state) {
        return state.done().isEmpty()
                ? Long.MAX_VALUE
                : state.done().values().iterator().next().atMillis()
                        + REMEMBERED.plus(SLACK).toMillis();
    }

    @Override
    public CoordinatorState evolve(CoordinatorState state, CoordinatorEvent event) {
        state.apply(event);
        return state;
    }

    @Override
    public Codec<CoordinatorEvent> events() {
        return CoordinatorCodecs.EVENTS;
    }

    @Override
    public Codec<CoordinatorState> states() {
        return CoordinatorCodecs.STATES;
    }

    @Override
    public Optional<Instant> nextDue(CoordinatorState state) {
        long due = forgettableFrom(state);
        for (Open open : state.open().values()) {
            if (open.outcome().phase() == Phase.UNDECIDED) {
                // Times of one owner never go back, so the first is the next.
                due = Math.min(due, deadline(open));
                break;
            }
            due = Math.min(due, Math.max(deadline(open), state.nextTelling()));
        }
        return due == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(due));
    }

    @Override
    public Optional<CoordinatorCommand> due() {
        return Optional.of(new CoordinatorCommand.Due());
    }

    /** One that was used goes on counting. */
    @Override
    public boolean isVacant(CoordinatorState state) {
        return state.next() == 0;
    }
}
