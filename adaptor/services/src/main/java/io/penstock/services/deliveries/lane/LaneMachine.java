package io.penstock.services.deliveries.lane;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.deliveries.lane.LaneState.Image;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The behaviour of a partition of the log of deliveries. */
public final class LaneMachine implements Machine<LaneState, LaneCommand, LaneEvent, LaneReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<LaneCommand, LaneReply> TYPE = new MachineType<>(
            "deliveries.partition", JsonRecords.sealed(LaneCommand.class), JsonRecords.of(LaneReply.class));

    private static final Codec<LaneEvent> EVENTS = JsonRecords.sealed(LaneEvent.class);
    private static final Codec<Image> IMAGES = JsonRecords.of(Image.class);
    private static final LaneReply SO = new LaneReply();

    /** Retries that begin in one decision; the rest follow at once. It bounds the size of a journal's append. */
    private static final int AT_ONCE = 1_000;

    /** By how many records the log must have been passed before it is trimmed. */
    private static final long TRIM = 5_000;

    /** The aggregate of a partition. */
    public static AggregateId id(int partition) {
        return new AggregateId("deliveries:" + partition);
    }

    @Override
    public MachineType<LaneCommand, LaneReply> type() {
        return TYPE;
    }

    @Override
    public LaneState initial(AggregateId id) {
        return new LaneState();
    }

    @Override
    public Decision<LaneEvent, LaneReply> decide(LaneState state, LaneCommand command, Tick tick) {
        return switch (command) {
            case LaneCommand.Open() -> state.open ? Decision.reply(SO) : Decision.journal(new LaneEvent.Opened(), SO);
            case LaneCommand.Admit admit -> Decision.journal(admit(state, admit), SO);
            case LaneCommand.Refill refill -> Decision.journal(refill(state, refill), SO);
            case LaneCommand.Done(String lane, long offset, int attempt) ->
                isUnderWay(state, lane, offset, attempt)
                        ? Decision.journal(new LaneEvent.Finished(lane, offset), SO)
                        : Decision.reply(SO);
            case LaneCommand.Failed failed ->
                isUnderWay(state, failed.lane(), failed.offset(), failed.attempt())
                        ? Decision.journal(failed(state, failed, tick), SO)
                        : Decision.reply(SO);
            case LaneCommand.Wake() -> Decision.journal(due(state, tick), SO);
        };
    }

    /** What is told twice counts once. */
    private static boolean isUnderWay(LaneState state, String lane, long offset, int attempt) {
        Progress progress = state.find(lane, offset);
        return progress != null && progress.attempt() == attempt && progress.due() == 0;
    }

    private static List<LaneEvent> admit(LaneState state, LaneCommand.Admit admit) {
        SortedMap<String, List<Long>> taken = new TreeMap<>();
        SortedMap<String, Long> overflow = new TreeMap<>();
        int total = state.total();
        for (Map.Entry<String, List<Long>> lane : admit.lanes().entrySet()) {
            // What was read before, by an owner whose position did not become durable, cannot be told: positions are
            // journaled with what they admit.
            List<Long> offsets = lane.getValue().stream()
                    .filter(offset -> offset >= state.position)
                    .toList();
            if (state.overflow(lane.getKey()) >= 0 || offsets.isEmpty()) {
                continue;
            }
            int room = Math.max(LaneState.room(total, state.held(lane.getKey())), 0);
            int fits = Math.min(room, offsets.size());
            if (fits > 0) {
                taken.put(lane.getKey(), List.copyOf(offsets.subList(0, fits)));
                total += fits;
            }
            if (fits < offsets.size()) {
                overflow.put(lane.getKey(), offsets.get(fits));
            }
        }
        List<LaneEvent> events = new ArrayList<>();
        events.add(new LaneEvent.Admitted(Math.max(admit.to(), state.position), taken, overflow));
        long needed = state.needed();
        if (needed - state.passed >= TRIM) {
            events.add(new LaneEvent.Passed(needed));
        }
        return events;
    }

    private static List<LaneEvent> refill(LaneState state, LaneCommand.Refill refill) {
        long from = state.overflow(refill.lane());
        if (from < 0) {
            return List.of();
        }
        List<Long> offsets =
                refill.offsets().stream().filter(offset -> offset >= from).toList();
        int fits = Math.min(Math.max(LaneState.room(state.total(), state.held(refill.lane())), 0), offsets.size());
        boolean all = fits == offsets.size();
        long read = Math.max(refill.to(), from);
        long rest = all ? (read >= state.position ? -1 : read) : offsets.get(fits);
        return List.of(new LaneEvent.Refilled(refill.lane(), List.copyOf(offsets.subList(0, fits)), rest));
    }

    private static LaneEvent failed(LaneState state, LaneCommand.Failed failed, Tick tick) {
        long now = tick.now().toEpochMilli();
        if (failed.retryMillis() >= 0) {
            return new LaneEvent.Postponed(failed.lane(), failed.offset(), now + failed.retryMillis());
        }
        Progress progress = state.find(failed.lane(), failed.offset());
        boolean over = !failed.deadLetter() || (progress != null && progress.end() != null);
        return over
                ? new LaneEvent.Finished(failed.lane(), failed.offset())
                : new LaneEvent.Ended(failed.lane(), failed.offset(), failed.failure(), now);
    }

    private static List<LaneEvent> due(LaneState state, Tick tick) {
        long now = tick.now().toEpochMilli();
        SortedMap<String, List<Long>> lanes = new TreeMap<>();
        state.due.stream()
                .takeWhile(due -> due.at() <= now)
                .limit(AT_ONCE)
                .forEach(due -> lanes.computeIfAbsent(due.lane(), lane -> new ArrayList<>())
                        .add(due.offset()));
        return lanes.isEmpty() ? List.of() : List.of(new LaneEvent.Resumed(lanes));
    }

    @Override
    public LaneState evolve(LaneState state, LaneEvent event) {
        switch (event) {
            case LaneEvent.Opened() -> state.open = true;
            case LaneEvent.Admitted(long to, var lanes, var overflow) -> {
                lanes.forEach(state::admit);
                overflow.forEach(state::overflow);
                state.position = to;
            }
            case LaneEvent.Refilled(String lane, List<Long> offsets, long from) -> {
                state.admit(lane, offsets);
                state.overflow(lane, from);
            }
            case LaneEvent.Finished(String lane, long offset) -> state.finish(lane, offset);
            case LaneEvent.Postponed(String lane, long offset, long until) ->
                state.put(lane, offset, known(state, lane, offset).postponed(until));
            case LaneEvent.Resumed(var lanes) ->
                lanes.forEach((lane, offsets) -> offsets.forEach(offset ->
                        state.put(lane, offset, known(state, lane, offset).resumed())));
            case LaneEvent.Ended(String lane, long offset, var failure, long at) ->
                state.put(lane, offset, known(state, lane, offset).ended(failure, at));
            case LaneEvent.Passed(long before) -> state.passed = before;
        }
        return state;
    }

    private static Progress known(LaneState state, String lane, long offset) {
        Progress progress = state.find(lane, offset);
        if (progress == null) {
            throw new IllegalStateException("no delivery " + lane + " at " + offset);
        }
        return progress;
    }

    @Override
    public Codec<LaneEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<LaneState> states() {
        return new Codec<>() {
            @Override
            public byte[] encode(LaneState state) {
                return IMAGES.encode(state.image());
            }

            @Override
            public LaneState decode(byte[] bytes) {
                return LaneState.of(IMAGES.decode(bytes));
            }
        };
    }

    @Override
    public Optional<Instant> nextDue(LaneState state) {
        return state.due.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(state.due.first().at()));
    }

    @Override
    public Optional<LaneCommand> due() {
        return Optional.of(new LaneCommand.Wake());
    }

    @Override
    public boolean isVacant(LaneState state) {
        return !state.open;
    }
}
