package io.penstock.services.sqs.attempt;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says once for each round of an attempt which partition answers it. */
public final class AttemptMachine implements Machine<AttemptState, AttemptCommand, AttemptEvent, AttemptReply> {

    /** Stable: written to journals. */
    public static final MachineType<AttemptCommand, AttemptReply> TYPE = new MachineType<>(
            "sqs.attempts", JsonRecords.sealed(AttemptCommand.class), JsonRecords.sealed(AttemptReply.class));

    /** Aggregates of a queue: attempts need not wait for each other's appends. */
    private static final int SPREAD = 8;

    /** How exactly attempts are forgotten. */
    private static final long LOOK_MILLIS = 30_000;

    private static final Codec<AttemptEvent> EVENTS = JsonRecords.sealed(AttemptEvent.class);
    private static final Codec<AttemptState> STATES = new States(JsonRecords.of(AttemptState.Entries.class));

    private record States(Codec<AttemptState.Entries> json) implements Codec<AttemptState> {

        @Override
        public byte[] encode(AttemptState state) {
            return json.encode(state.entries());
        }

        @Override
        public AttemptState decode(byte[] bytes) {
            return AttemptState.of(json.decode(bytes));
        }
    }

    /**
     * The aggregate of an attempt.
     *
     * @param creationId of the queue
     */
    public static AggregateId id(String queueArn, String creationId, Hash128 attempt) {
        return new AggregateId(queueArn + "/" + creationId + "/" + Math.floorMod(attempt.low(), SPREAD));
    }

    @Override
    public MachineType<AttemptCommand, AttemptReply> type() {
        return TYPE;
    }

    @Override
    public AttemptState initial(AggregateId id) {
        return new AttemptState();
    }

    @Override
    public Decision<AttemptEvent, AttemptReply> decide(AttemptState state, AttemptCommand command, Tick tick) {
        long now = tick.now().toEpochMilli();
        return switch (command) {
            case AttemptCommand.Find(Hash128 attempt) -> Decision.reply(last(state.find(attempt, now)));
            case AttemptCommand.Answer answer -> answer(state, answer, now);
            case AttemptCommand.Due() ->
                Decision.derived(List.of(new AttemptEvent.Forgotten(now)), new AttemptReply.Noted());
        };
    }

    private static AttemptReply last(AttemptState.@Nullable Entry entry) {
        return entry == null ? new AttemptReply.Unknown() : new AttemptReply.Answered(entry.round(), entry.partition());
    }

    private static Decision<AttemptEvent, AttemptReply> answer(
            AttemptState state, AttemptCommand.Answer answer, long now) {
        AttemptState.Entry entry = state.find(answer.attempt(), now);
        if (entry != null && entry.round() >= answer.round()) {
            return Decision.reply(last(entry));
        }
        return Decision.journal(
                new AttemptEvent.Answered(now, answer.attempt(), answer.round(), answer.partition()),
                new AttemptReply.Answered(answer.round(), answer.partition()));
    }

    @Override
    public AttemptState evolve(AttemptState state, AttemptEvent event) {
        state.apply(event);
        return state;
    }

    @Override
    public Codec<AttemptEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<AttemptState> states() {
        return STATES;
    }

    @Override
    public Optional<Instant> nextDue(AttemptState state) {
        return state.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(Math.ceilDiv(state.firstEnds(), LOOK_MILLIS) * LOOK_MILLIS));
    }

    @Override
    public Optional<AttemptCommand> due() {
        return Optional.of(new AttemptCommand.Due());
    }

    @Override
    public boolean isVacant(AttemptState state) {
        return state.isEmpty();
    }
}
