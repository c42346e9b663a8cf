package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decisions about buses, rules and targets. */
final class BusDecisions {

    private BusDecisions() {}

    static Decision<BusEvent, BusReply> create(BusState state, BusCommand.Create create, Tick tick) {
        if (state.bus != null) {
            throw EventsFaults.busExists(state.bus.name());
        }
        BusDefinition made =
                BusDefinition.made(state.arn, create.description(), tick.now().toEpochMilli());
        long version = state.version + 1;
        List<BusEvent> events = new ArrayList<>(List.of(new BusEvent.Created(made, version)));
        if (!create.tags().isEmpty()) {
            events.add(new BusEvent.Tagged(null, create.tags()));
        }
        return Decision.journal(events, new BusReply.Known(made, version));
    }

    static Decision<BusEvent, BusReply> update(BusState state, BusCommand.Update update, Tick tick) {
        BusDefinition bus = bus(state);
        String text = update.description() == null ? bus.description() : update.description();
        return changed(state, bus.described(text, tick.now().toEpochMilli()));
    }

    static Decision<BusEvent, BusReply> changePolicy(BusState state, @Nullable String policy, Tick tick) {
        return changed(state, bus(state).ruledBy(policy, tick.now().toEpochMilli()));
    }

    private static Decision<BusEvent, BusReply> changed(BusState state, BusDefinition bus) {
        long version = state.version + 1;
        return Decision.journal(new BusEvent.Created(bus, version), new BusReply.Known(bus, version));
    }

    /** What is not there is deleted already, as on AWS. */
    static Decision<BusEvent, BusReply> delete(BusState state) {
        if (state.bus == null) {
            return Decision.reply(new BusReply.Done(state.version));
        }
        if (!state.rules.isEmpty()) {
            throw EventsFaults.validation("Event bus can't be deleted since it has rules.");
        }
        long version = state.version + 1;
        return Decision.journal(new BusEvent.Deleted(version), new BusReply.Done(version));
    }

    static Decision<BusEvent, BusReply> touch(BusState state) {
        BusDefinition bus = state.bus;
        if (bus == null) {
            throw EventsFaults.noBus(BusDefinition.nameOf(state.arn));
        }
        long version = state.version + 1;
        return Decision.journal(new BusEvent.Touched(version), new BusReply.Known(bus, version));
    }

    static BusReply describe(BusState state) {
        return state.bus == null ? new BusReply.Absent() : new BusReply.Known(state.bus, state.version);
    }

    static BusDefinition bus(BusState state) {
        if (state.bus == null) {
            throw EventsFaults.noBus(BusDefinition.nameOf(state.arn));
        }
        return state.bus;
    }

    private static void requireBus(BusState state) {
        bus(state);
    }

    static RuleDefinition existing(BusState state, String name) {
        requireBus(state);
        RuleDefinition rule = state.rules.get(name);
        if (rule == null) {
            throw EventsFaults.noRule(name, BusDefinition.nameOf(state.arn));
        }
        return rule;
    }

    static Decision<BusEvent, BusReply> putRule(BusState state, BusCommand.PutRule put, Tick tick) {
        requireBus(state);
        RuleDefinition given = put.rule();
        RuleDefinition before = state.rules.get(given.name());
        boolean isNew = before == null;
        long wildcards = state.rules.values().stream()
                .filter(rule -> rule.wildcards() && !rule.name().equals(given.name()))
                .count();
        if ((isNew && state.rules.size() >= put.quota().rules())
                || (given.wildcards() && wildcards >= put.quota().wildcards())) {
            throw EventsFaults.LIMIT.with();
        }
        RuleDefinition rule = given.inPlaceOf(before, tick.now().toEpochMilli(), state.version + 1);
        Long next = sameTimes(before, rule) ? state.due.get(rule.name()) : next(rule, tick);
        List<BusEvent> events = new ArrayList<>(List.of(new BusEvent.RulePut(rule, next)));
        if (isNew && !put.tags().isEmpty()) {
            events.add(new BusEvent.Tagged(rule.name(), put.tags()));
        }
        return Decision.journal(events, new BusReply.Rule(rule, rule.version()));
    }

    /** Whether a change leaves the next occurrence as it is. */
    private static boolean sameTimes(@Nullable RuleDefinition before, RuleDefinition rule) {
        return before != null
                && before.enabled()
                && rule.enabled()
                && Objects.equals(before.schedule(), rule.schedule());
    }

    private static @Nullable Long next(RuleDefinition rule, Tick tick) {
        return RuleSchedule.next(rule, tick.now()).map(Instant::toEpochMilli).orElse(null);
    }

    private static Decision<BusEvent, BusReply> changed(BusState state, RuleDefinition rule) {
        return Decision.journal(
                new BusEvent.RulePut(rule, state.due.get(rule.name())), new BusReply.Rule(rule, rule.version()));
    }

    /** What is not there is deleted already, as on AWS. */
    static Decision<BusEvent, BusReply> deleteRule(BusState state, String name) {
        requireBus(state);
        RuleDefinition rule = state.rules.get(name);
        if (rule == null) {
            return Decision.reply(new BusReply.Done(state.version));
        }
        if (!rule.targets().isEmpty()) {
            throw EventsFaults.validation("Rule can't be deleted since it has targets.");
        }
        long version = state.version + 1;
        return Decision.journal(new BusEvent.RuleDeleted(name, version), new BusReply.Done(version));
    }

    /** What was disabled does not make up for what it missed. */
    static Decision<BusEvent, BusReply> setEnabled(BusState state, BusCommand.SetEnabled set, Tick tick) {
        RuleDefinition before = existing(state, set.name());
        RuleDefinition rule = before.with(set.enabled(), state.version + 1);
        Long next = sameTimes(before, rule) ? state.due.get(rule.name()) : next(rule, tick);
        return Decision.journal(new BusEvent.RulePut(rule, next), new BusReply.Rule(rule, rule.version()));
    }

    static Decision<BusEvent, BusReply> describeRule(BusState state, String name) {
        return Decision.reply(new BusReply.Rule(existing(state, name), state.version));
    }

    static Decision<BusEvent, BusReply> rules(BusState state) {
        requireBus(state);
        return Decision.reply(new BusReply.Rules(List.copyOf(state.rules.values())));
    }

    static Decision<BusEvent, BusReply> putTargets(BusState state, BusCommand.PutTargets put) {
        RuleDefinition rule = existing(state, put.rule());
        List<TargetDefinition> targets = new ArrayList<>(rule.targets());
        for (TargetDefinition target : put.targets()) {
            targets.removeIf(each -> each.id().equals(target.id()));
            targets.add(target);
        }
        if (targets.size() > EventsLimits.TARGETS) {
            throw EventsFaults.LIMIT.with();
        }
        return changed(state, rule.with(List.copyOf(targets), state.version + 1));
    }

    static Decision<BusEvent, BusReply> removeTargets(BusState state, BusCommand.RemoveTargets remove) {
        RuleDefinition rule = existing(state, remove.rule());
        List<TargetDefinition> targets = new ArrayList<>(rule.targets());
        List<String> unknown = remove.ids().stream()
                .filter(id -> !targets.removeIf(each -> each.id().equals(id)))
                .toList();
        if (targets.size() == rule.targets().size()) {
            return Decision.reply(new BusReply.Removed(unknown, state.version));
        }
        RuleDefinition changed = rule.with(List.copyOf(targets), state.version + 1);
        return Decision.journal(
                new BusEvent.RulePut(changed, state.due.get(changed.name())),
                new BusReply.Removed(unknown, changed.version()));
    }
}
