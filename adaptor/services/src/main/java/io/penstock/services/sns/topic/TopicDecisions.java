package io.penstock.services.sns.topic;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.name.Arn;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decisions about topics. */
final class TopicDecisions {

    private TopicDecisions() {}

    static Decision<TopicEvent, TopicReply> create(TopicState state, TopicCommand.Create create, Tick tick) {
        TopicDefinition there = state.topic;
        if (there != null) {
            create.attributes().forEach((name, value) -> {
                if (!value.equals(TopicAttributes.value(there, name))) {
                    throw SnsFaults.invalid("Attributes Reason: Topic already exists with different attributes");
                }
            });
            if (!create.tags().isEmpty() && !create.tags().equals(there.tags())) {
                throw SnsFaults.invalid("Tags Reason: Topic already exists with different tags");
            }
            return Decision.reply(known(state));
        }
        FifoLog log = create.log();
        if (log != null && state.doomed != null && log.id().equals(state.doomed.id())) {
            // Adopted from the topic before, and being deleted: the next call finds it gone.
            throw CommonFaults.UNAVAILABLE.with();
        }
        Arn arn = Arn.parse(create.arn()).orElseThrow(() -> new IllegalStateException("no ARN: " + create.arn()));
        TopicDefinition made = new TopicDefinition(
                create.arn(),
                HexFormat.of().toHexDigits(tick.random().nextLong()),
                arn.account().value(),
                TopicAttributes.kept(create.attributes(), tick.now().toEpochMilli()),
                new TreeMap<>(create.tags()),
                0,
                DeliveryPolicy.ofTopic(create.attributes()),
                log);
        long version = state.version + 1;
        return Decision.journal(new TopicEvent.Created(made, version), new TopicReply.Known(made, 0, 0, 0, version));
    }

    /** What is not there is deleted already, as on AWS. */
    static Decision<TopicEvent, TopicReply> delete(TopicState state) {
        if (state.topic == null) {
            return Decision.reply(new TopicReply.Done(state.version));
        }
        if (state.topic.archiveDays() > 0) {
            throw SnsFaults.archived();
        }
        long version = state.version + 1;
        return Decision.journal(new TopicEvent.Deleted(version), new TopicReply.Done(version));
    }

    static TopicReply describe(TopicState state) {
        return state.topic == null ? new TopicReply.Absent() : known(state);
    }

    private static TopicReply known(TopicState state) {
        int confirmed = (int) state.subscriptions.values().stream()
                .filter(Subscription::confirmed)
                .count();
        return new TopicReply.Known(
                state.required(), confirmed, state.subscriptions.size() - confirmed, state.unsubscribed, state.version);
    }

    /** The topic, or the fault that there is none. */
    static TopicDefinition existing(TopicState state) {
        TopicDefinition topic = state.topic;
        if (topic == null) {
            throw SnsFaults.noTopic();
        }
        return topic;
    }

    static Decision<TopicEvent, TopicReply> set(TopicState state, TopicCommand.SetAttribute set, Tick tick) {
        SortedMap<String, String> changed = new TreeMap<>(existing(state).attributes());
        if (set.value().isEmpty()) {
            changed.remove(set.name());
        } else {
            changed.put(set.name(), set.value());
        }
        return changed(
                state,
                existing(state)
                        .withAttributes(TopicAttributes.kept(changed, tick.now().toEpochMilli())));
    }

    private static Decision<TopicEvent, TopicReply> changed(TopicState state, TopicDefinition topic) {
        long version = state.version + 1;
        return Decision.journal(new TopicEvent.Changed(topic, version), new TopicReply.Done(version));
    }

    static Decision<TopicEvent, TopicReply> permit(TopicState state, TopicCommand.AddPermission add, Tick tick) {
        TopicDefinition topic = existing(state);
        String policy = TopicPolicy.of(topic).with(add.label(), add.accounts(), add.actions());
        return set(state, new TopicCommand.SetAttribute(TopicAttributes.POLICY, policy), tick);
    }

    static Decision<TopicEvent, TopicReply> forbid(TopicState state, TopicCommand.RemovePermission remove, Tick tick) {
        TopicDefinition topic = existing(state);
        String policy = TopicPolicy.of(topic).without(remove.label());
        return set(state, new TopicCommand.SetAttribute(TopicAttributes.POLICY, policy), tick);
    }

    static Decision<TopicEvent, TopicReply> tag(TopicState state, TopicCommand.Tag tag) {
        if (state.topic == null) {
            throw SnsFaults.noResource();
        }
        SortedMap<String, String> tags = new TreeMap<>(state.topic.tags());
        tags.putAll(tag.tags());
        if (tags.size() > SnsLimits.TAGS) {
            throw SnsFaults.tooManyTags();
        }
        return changed(state, state.topic.withTags(tags));
    }

    static Decision<TopicEvent, TopicReply> untag(TopicState state, TopicCommand.Untag untag) {
        if (state.topic == null) {
            throw SnsFaults.noResource();
        }
        SortedMap<String, String> tags = new TreeMap<>(state.topic.tags());
        tags.keySet().removeAll(untag.keys());
        return changed(state, state.topic.withTags(tags));
    }
}
