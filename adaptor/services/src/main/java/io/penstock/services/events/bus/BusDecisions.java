package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import java.util.ArrayList;
import java.util.List;

/** Decisions about buses, rules and targets. */
final class BusDecisions {

    private BusDecisions() {}

    static Decision<BusEvent, BusReply> create(BusState state, BusCommand.Create create, Tick tick) {
        if (state.bus != null) {
            throw EventsFaults.busExists(state.bus.name());
        }
        BusDefinition made =
                new BusDefinition(state.arn, create.description(), tick.now().toEpochMilli());
        long version = state.version + 1;
        return Decision.journal(new BusEvent.Created(made, version), new BusReply.Known(made, version));
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

    static BusReply describe(BusState state) {
        return state.bus == null ? new BusReply.Absent() : new BusReply.Known(state.bus, state.version);
    }

    private static void requireBus(BusState state) {
        if (state.bus == null) {
            throw EventsFaults.noBus(BusDefinition.nameOf(state.arn));
        }
    }

    private static RuleDefinition existing(BusState state, String name) {
        requireBus(state);
        RuleDefinition rule = state.rules.get(name);
        if (rule == null) {
            throw EventsFaults.noRule(name, BusDefinition.nameOf(state.arn));
        }
        return rule;
    }

    static Decision<BusEvent, BusReply> putRule(BusState state, BusCommand.PutRule put) {
        requireBus(state);
        RuleDefinition given = put.rule();
        RuleDefinition before = state.rules.get(given.name());
        if (before == null && state.rules.size() >= put.limit()) {
            throw EventsFaults.LIMIT.with();
        }
        long version = state.version + 1;
        return changed(new RuleDefinition(
                given.arn(),
                given.name(),
                given.pattern(),
                given.enabled(),
                given.description(),
                given.roleArn(),
                before == null ? List.of() : before.targets(),
                before == null ? version : before.since(),
                version));
    }

    private static Decision<BusEvent, BusReply> changed(RuleDefinition rule) {
        return Decision.journal(new BusEvent.RulePut(rule), new BusReply.Rule(rule, rule.version()));
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

    static Decision<BusEvent, BusReply> setEnabled(BusState state, BusCommand.SetEnabled set) {
        return changed(existing(state, set.name()).with(set.enabled(), state.version + 1));
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
        return changed(rule.with(List.copyOf(targets), state.version + 1));
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
        return Decision.journal(new BusEvent.RulePut(changed), new BusReply.Removed(unknown, changed.version()));
    }
}
