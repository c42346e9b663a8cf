package io.penstock.services.scheduler.bucket;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.scheduler.bucket.BucketEvent.Next;
import io.penstock.services.scheduler.bucket.BucketState.Due;
import io.penstock.services.scheduler.bucket.BucketState.Kept;
import io.penstock.services.scheduler.bucket.Delivery.End;
import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.schedule.BucketCommand;
import io.penstock.services.scheduler.schedule.BucketReply;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.SchedulerCodecs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/** The behaviour of a bucket. Schedules here, occurrences in {@link Firing}. */
final class BucketMachine implements Machine<BucketState, BucketCommand, BucketEvent, BucketReply> {

    private static final Codec<BucketEvent> EVENTS = JsonRecords.sealed(BucketEvent.class);
    private static final Codec<BucketState> STATES = new BucketStateCodec();
    private static final BucketReply NOTED = new BucketReply.Noted();

    /** How long a repetition of a deletion is recognised. */
    private static final long REPEATED_MILLIS = 600_000;

    /** How long a StartDate may be over. */
    private static final long LATE_START_MILLIS = 300_000;

    @Override
    public MachineType<BucketCommand, BucketReply> type() {
        return SchedulerCodecs.BUCKETS;
    }

    @Override
    public BucketState initial(AggregateId id) {
        return new BucketState();
    }

    @Override
    public Decision<BucketEvent, BucketReply> decide(BucketState state, BucketCommand command, Tick tick) {
        return switch (command) {
            case BucketCommand.Create(ScheduleDefinition schedule) -> create(state, schedule, tick);
            case BucketCommand.Update(ScheduleDefinition schedule) -> update(state, schedule, tick);
            case BucketCommand.Delete delete -> delete(state, delete, tick);
            case BucketCommand.Get(String key) ->
                Decision.reply(new BucketReply.Known(kept(state, key).schedule()));
            case BucketCommand.Page page -> Decision.reply(new BucketReply.Listed(page(state, page)));
            case BucketCommand.CloseGroup(String group, String groupId) ->
                Decision.journal(
                        new BucketEvent.GroupClosed(group, groupId, tick.now().toEpochMilli()), NOTED);
            case BucketCommand.Wake() -> Decision.journal(Firing.due(state, tick), NOTED);
            case BucketCommand.Succeeded(String execution, int attempt) ->
                Decision.journal(Firing.succeeded(state, execution, attempt), NOTED);
            case BucketCommand.Failed failed -> Decision.journal(Firing.failed(state, failed, tick), NOTED);
        };
    }

    private static Kept kept(BucketState state, String key) {
        Kept kept = state.schedules.get(key);
        if (kept == null) {
            throw SchedulerFaults.noSchedule(key.substring(key.indexOf('/') + 1));
        }
        return kept;
    }

    private static Decision<BucketEvent, BucketReply> create(BucketState state, ScheduleDefinition asked, Tick tick) {
        if (state.closedGroups.containsKey(asked.groupId())) {
            throw SchedulerFaults.noGroup(asked.place().group());
        }
        Kept there = state.schedules.get(asked.place().key());
        if (there != null) {
            ScheduleDefinition old = there.schedule();
            boolean repeated =
                    asked.token() != null && asked.equals(old.with(ScheduleDefinition.Dates.NONE, old.token()));
            if (repeated) {
                return Decision.reply(new BucketReply.Known(old));
            }
            throw SchedulerFaults.conflict("Schedule " + asked.place().name() + " already exists.");
        }
        refuseLongAgo(asked, tick);
        long now = tick.now().toEpochMilli();
        ScheduleDefinition made = asked.with(new ScheduleDefinition.Dates(now, now, now), asked.token());
        return scheduled(made, made.enabled() ? made.timing().first(tick.now()) : Optional.empty(), tick);
    }

    /** Refuses a beginning that is long over, as AWS does for schedules that recur; of others it ignores the date. */
    private static void refuseLongAgo(ScheduleDefinition asked, Tick tick) {
        Long start = asked.when().startMillis();
        boolean recurs = !asked.when().expression().startsWith("at(");
        if (start != null && recurs && start < tick.now().toEpochMilli() - LATE_START_MILLIS) {
            throw SchedulerFaults.validation("The StartDate you specify cannot be earlier than 5 minutes ago.");
        }
    }

    private static Decision<BucketEvent, BucketReply> update(BucketState state, ScheduleDefinition asked, Tick tick) {
        Kept there = kept(state, asked.place().key());
        refuseLongAgo(asked, tick);
        ScheduleDefinition old = there.schedule();
        long now = tick.now().toEpochMilli();
        boolean sameTimes = asked.when().equals(old.when());
        ScheduleDefinition.Dates dates = new ScheduleDefinition.Dates(
                old.dates().created(), now, sameTimes ? old.dates().anchor() : now);
        ScheduleDefinition changed = asked.with(dates, old.token());
        if (sameTimes && old.enabled() && asked.enabled()) {
            // Neither repeats what has happened nor draws another place in the window.
            return Decision.journal(new BucketEvent.Scheduled(changed, there.next()), new BucketReply.Known(changed));
        }
        if (!changed.enabled()) {
            return scheduled(changed, Optional.empty(), tick);
        }
        // What was disabled does not make up for what it missed.
        Instant before = tick.now().minusMillis(1);
        return scheduled(
                changed,
                sameTimes ? changed.timing().next(before) : changed.timing().first(tick.now()),
                tick);
    }

    private static Decision<BucketEvent, BucketReply> scheduled(
            ScheduleDefinition schedule, Optional<Instant> occurrence, Tick tick) {
        Next next =
                occurrence.map(instant -> Firing.next(schedule, instant, tick)).orElse(null);
        return Decision.journal(new BucketEvent.Scheduled(schedule, next), new BucketReply.Known(schedule));
    }

    private static Decision<BucketEvent, BucketReply> delete(
            BucketState state, BucketCommand.Delete delete, Tick tick) {
        long now = tick.now().toEpochMilli();
        if (!state.schedules.containsKey(delete.key()) && delete.token() != null) {
            Long before = state.deletions.get(delete.token());
            if (before != null && before > now - REPEATED_MILLIS) {
                return Decision.reply(NOTED);
            }
        }
        kept(state, delete.key());
        return Decision.journal(new BucketEvent.Removed(delete.key(), delete.token(), now), NOTED);
    }

    private static List<ScheduleDefinition> page(BucketState state, BucketCommand.Page page) {
        Stream<ScheduleDefinition> all = (page.group() == null
                        ? state.schedules.tailMap(page.after(), false)
                        : state.ofGroup(page.group(), page.prefix()))
                .entrySet().stream()
                        .filter(entry -> entry.getKey().compareTo(page.after()) > 0)
                        .filter(entry -> entry.getKey()
                                .startsWith(page.prefix(), entry.getKey().indexOf('/') + 1))
                        .map(entry -> entry.getValue().schedule());
        return all.filter(schedule -> page.enabled() == null || page.enabled() == schedule.enabled())
                .limit(page.limit())
                .toList();
    }

    @Override
    public BucketState evolve(BucketState state, BucketEvent event) {
        switch (event) {
            case BucketEvent.Scheduled(ScheduleDefinition schedule, var next) ->
                state.put(
                        schedule.place().key(),
                        new Kept(SchedulerCodecs.SCHEDULES.encode(schedule), schedule.groupId(), next));
            case BucketEvent.Removed(String key, var token, long at) -> {
                state.remove(key);
                state.deleted(token, at);
            }
            case BucketEvent.GroupClosed(String group, String groupId, long at) -> state.close(group, groupId, at);
            case BucketEvent.Fired fired -> fired(state, fired);
            case BucketEvent.Retried(String execution) ->
                state.put(state.delivery(execution).retried());
            case BucketEvent.Postponed(String execution, long until, var _, var _) ->
                state.put(state.delivery(execution).postponed(until));
            case BucketEvent.Exhausted e -> exhausted(state, e);
            case BucketEvent.Finished(String execution) -> state.finish(execution);
        }
        return state;
    }

    private static void fired(BucketState state, BucketEvent.Fired fired) {
        Kept kept = state.schedules.get(fired.key());
        if (kept == null) {
            throw new IllegalStateException("an occurrence of no schedule: " + fired.key());
        }
        state.put(new Delivery(fired.execution(), kept.definition(), fired.occurrence(), 1, 0, null));
        if (fired.over()) {
            state.remove(fired.key());
        } else {
            state.put(fired.key(), new Kept(kept.definition(), kept.groupId(), fired.next()));
        }
    }

    private static void exhausted(BucketState state, BucketEvent.Exhausted e) {
        Delivery delivery = state.delivery(e.execution());
        if (delivery.schedule().target().deadLetterArn() == null) {
            state.finish(e.execution());
        } else {
            state.put(delivery.ended(new End(e.attempts(), e.condition(), e.code(), e.message(), e.at())));
        }
    }

    @Override
    public Codec<BucketEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<BucketState> states() {
        return STATES;
    }

    @Override
    public Optional<Instant> nextDue(BucketState state) {
        long occurrence = first(state.occurrences);
        long retry = first(state.retries);
        long first = Math.min(occurrence, retry);
        return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first));
    }

    private static long first(SortedSet<Due> due) {
        return due.isEmpty() ? Long.MAX_VALUE : due.first().at();
    }

    @Override
    public Optional<BucketCommand> due() {
        return Optional.of(new BucketCommand.Wake());
    }

    @Override
    public boolean isVacant(BucketState state) {
        return state.isVacant();
    }
}
