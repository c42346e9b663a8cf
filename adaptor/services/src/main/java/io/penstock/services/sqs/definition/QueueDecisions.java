package io.penstock.services.sqs.definition;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sqs.definition.DefinitionReply.Absent;
import io.penstock.services.sqs.definition.DefinitionReply.Known;
import io.penstock.services.sqs.definition.DefinitionReply.Noted;
import io.penstock.services.sqs.definition.DefinitionState.Purge;
import io.penstock.services.sqs.definition.QueueDefinition.Placement;
import io.penstock.services.sqs.definition.QueueDefinition.Times;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What is decided about a queue itself. */
final class QueueDecisions {

    private static final int ID_BYTES = 8;

    private final SqsLimits limits;

    QueueDecisions(SqsLimits limits) {
        this.limits = limits;
    }

    /** The queue, or the fault that there is none. */
    static QueueDefinition required(DefinitionState state) {
        QueueDefinition queue = state.queue();
        if (queue == null) {
            throw SqsFaults.QUEUE_DOES_NOT_EXIST.with();
        }
        return queue;
    }

    /** Versions follow the clock, so that they grow even across a name that was forgotten. */
    static long nextVersion(DefinitionState state, Tick tick) {
        return Math.max(state.life().version() + 1, tick.now().toEpochMilli());
    }

    /** What is published of a state with a queue. */
    static PublishedQueue published(DefinitionState state) {
        return new PublishedQueue(required(state), state.activeTask().orElse(null));
    }

    DefinitionReply describe(DefinitionState state) {
        return state.queue() == null
                ? new Absent(state.life().version())
                : new Known(published(state), state.life().version());
    }

    Decision<DefinitionEvent, DefinitionReply> create(
            DefinitionState state, DefinitionCommand.Create create, Tick tick) {
        if (state.queue() != null) {
            refuseDifference(state.queue().attributes(), create.attributes());
            return Decision.journal(new DefinitionEvent.Affirmed(), describe(state));
        }
        long now = tick.now().toEpochMilli();
        boolean isTaken = state.life().deletedMillis() > 0
                && now
                        < state.life().deletedMillis()
                                + limits.recreateAfterDelete().toMillis();
        if (isTaken) {
            throw SqsFaults.QUEUE_DELETED_RECENTLY.with();
        }
        QueueAttributes attributes = QueueAttributes.NONE.with(create.attributes());
        AttributeRules.checkTogether(attributes);
        byte[] id = new byte[ID_BYTES];
        tick.random().nextBytes(id);
        QueueDefinition queue = new QueueDefinition(
                state.arn(),
                HexFormat.of().formatHex(id),
                attributes,
                new TreeMap<>(create.tags()),
                new Placement(create.topic(), FifoPartitions.ofNew(attributes, create), null),
                Times.created(now));
        long version = nextVersion(state, tick);
        return Decision.journal(
                new DefinitionEvent.Created(queue, version), new Known(new PublishedQueue(queue, null), version));
    }

    private static void refuseDifference(QueueAttributes existing, Map<String, String> asked) {
        new TreeMap<>(asked).forEach((name, value) -> {
            String present = existing.value(name);
            boolean same = present.equals(value)
                    || (JsonText.object(value).isPresent()
                            && JsonText.object(value).equals(JsonText.object(present)));
            if (!same) {
                throw SqsFaults.QUEUE_NAME_EXISTS.with(name);
            }
        });
    }

    Decision<DefinitionEvent, DefinitionReply> set(
            DefinitionState state, DefinitionCommand.SetAttributes set, Tick tick) {
        QueueDefinition queue = required(state);
        QueueAttributes attributes = queue.attributes().with(set.attributes());
        AttributeRules.checkTogether(attributes);
        FifoPartitions.checkChange(queue, attributes);
        return change(state, queue.withAttributes(attributes, tick.now().toEpochMilli()), tick);
    }

    Decision<DefinitionEvent, DefinitionReply> tag(DefinitionState state, DefinitionCommand.Tag tag, Tick tick) {
        QueueDefinition queue = required(state);
        TreeMap<String, String> tags = new TreeMap<>(queue.tags());
        tags.putAll(tag.tags());
        if (tags.size() > SqsLimits.TAGS) {
            throw SqsFaults.invalid("Too many tags added for queue " + queue.name() + ".");
        }
        return change(state, queue.withTags(tags), tick);
    }

    Decision<DefinitionEvent, DefinitionReply> untag(DefinitionState state, DefinitionCommand.Untag untag, Tick tick) {
        QueueDefinition queue = required(state);
        TreeMap<String, String> tags = new TreeMap<>(queue.tags());
        untag.keys().forEach(tags::remove);
        return change(state, queue.withTags(tags), tick);
    }

    Decision<DefinitionEvent, DefinitionReply> addPermission(
            DefinitionState state, DefinitionCommand.AddPermission permission, Tick tick) {
        QueueDefinition queue = required(state);
        return policy(state, policyOf(queue).with(permission), tick);
    }

    Decision<DefinitionEvent, DefinitionReply> removePermission(
            DefinitionState state, DefinitionCommand.RemovePermission permission, Tick tick) {
        QueueDefinition queue = required(state);
        return policy(state, policyOf(queue).without(permission.label()), tick);
    }

    private static PolicyDocument policyOf(QueueDefinition queue) {
        return new PolicyDocument(queue.arn(), queue.attributes().value(AttributeName.POLICY.text()));
    }

    private Decision<DefinitionEvent, DefinitionReply> policy(DefinitionState state, String policy, Tick tick) {
        return set(state, new DefinitionCommand.SetAttributes(Map.of(AttributeName.POLICY.text(), policy)), tick);
    }

    private Decision<DefinitionEvent, DefinitionReply> change(
            DefinitionState state, QueueDefinition changed, Tick tick) {
        if (changed.tags().equals(Objects.requireNonNull(state.queue()).tags())
                && changed.attributes().equals(state.queue().attributes())) {
            return Decision.journal(new DefinitionEvent.Affirmed(), describe(state));
        }
        long version = nextVersion(state, tick);
        PublishedQueue published =
                new PublishedQueue(changed, state.activeTask().orElse(null));
        return Decision.journal(new DefinitionEvent.Changed(changed, version), new Known(published, version));
    }

    Decision<DefinitionEvent, DefinitionReply> delete(DefinitionState state, Tick tick) {
        required(state);
        long version = nextVersion(state, tick);
        return Decision.journal(new DefinitionEvent.Deleted(version, tick.now().toEpochMilli()), new Absent(version));
    }

    Decision<DefinitionEvent, DefinitionReply> purge(DefinitionState state, Tick tick) {
        QueueDefinition queue = required(state);
        Purge last = state.purge();
        long now = tick.now().toEpochMilli();
        boolean tooSoon = last.atMillis() > 0
                && now < last.atMillis() + limits.purgeEvery().toMillis();
        if (tooSoon) {
            throw SqsFaults.PURGE_QUEUE_IN_PROGRESS.with(queue.name());
        }
        long number = last.number() + 1;
        return Decision.journal(new DefinitionEvent.PurgeStarted(number, now), new DefinitionReply.Purging(number));
    }

    Decision<DefinitionEvent, DefinitionReply> provisioned(DefinitionState state, DefinitionCommand.TopicReady ready) {
        boolean isNews = state.queue() != null
                && state.queue().id().equals(ready.id())
                && !state.life().provisioned();
        return isNews
                ? Decision.journal(new DefinitionEvent.Provisioned(ready.partitions(), ready.topicId()), new Noted())
                : Decision.reply(new Noted());
    }

    Decision<DefinitionEvent, DefinitionReply> ruinReached(
            DefinitionState state, DefinitionCommand.RuinReached reached) {
        boolean isNews = state.life().ruins().stream()
                .anyMatch(ruin ->
                        ruin.id().equals(reached.id()) && ruin.placement().topicId() == null);
        return isNews
                ? Decision.journal(
                        new DefinitionEvent.RuinFound(reached.id(), reached.partitions(), reached.topicId()),
                        new Noted())
                : Decision.reply(new Noted());
    }

    Decision<DefinitionEvent, DefinitionReply> ruinRemoved(
            DefinitionState state, DefinitionCommand.RuinRemoved removed) {
        boolean isNews =
                state.life().ruins().stream().anyMatch(ruin -> ruin.id().equals(removed.id()));
        return isNews
                ? Decision.journal(new DefinitionEvent.RuinCleared(removed.id()), new Noted())
                : Decision.reply(new Noted());
    }

    Decision<DefinitionEvent, DefinitionReply> purged(DefinitionState state, DefinitionCommand.PurgeDone done) {
        boolean isNews = state.purge().pending() && state.purge().number() == done.number();
        return isNews
                ? Decision.journal(new DefinitionEvent.PurgeFinished(), new Noted())
                : Decision.reply(new Noted());
    }
}
