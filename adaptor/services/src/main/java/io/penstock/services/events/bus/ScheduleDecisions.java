package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.name.Uuids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides when rules occur by their schedules. */
final class ScheduleDecisions {

    /** Occurrences of one decision; the rest follow at once. It bounds the size of a journal's append. */
    private static final int AT_ONCE = 100;

    private ScheduleDecisions() {}

    /**
     * All that is due. After a time when nobody was there to decide, a rule occurs once, at the last of the times that it missed: a rule that was to run in the night runs in
     * the morning, and one that runs each minute is not made up for.
     */
    static List<BusEvent> due(BusState state, Tick tick) {
        long now = tick.now().toEpochMilli();
        List<BusEvent> events = new ArrayList<>();
        for (Map.Entry<String, Long> due : state.due.entrySet()) {
            if (due.getValue() <= now && events.size() < AT_ONCE) {
                events.add(fired(rule(state, due.getKey()), Instant.ofEpochMilli(due.getValue()), tick));
            }
        }
        return events;
    }

    private static RuleDefinition rule(BusState state, String name) {
        RuleDefinition rule = state.rules.get(name);
        if (rule == null) {
            throw new IllegalStateException("due without a rule: " + name);
        }
        return rule;
    }

    private static BusEvent fired(RuleDefinition rule, Instant first, Tick tick) {
        Instant at = RuleSchedule.last(rule, first, tick.now());
        return new BusEvent.Fired(
                Uuids.random(tick.random()),
                new Occurrence(rule.name(), at.toEpochMilli(), rule.version()),
                RuleSchedule.next(rule, at).map(Instant::toEpochMilli).orElse(null));
    }
}
