package io.penstock.services.sns.topic;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sns.rules.PolicyCheck;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Decisions about subscriptions. */
final class SubscriptionDecisions {

    private final PolicyCheck policies;

    SubscriptionDecisions(PolicyCheck policies) {
        this.policies = policies;
    }

    Decision<TopicEvent, TopicReply> subscribe(TopicState state, TopicCommand.Subscribe command, Tick tick) {
        TopicDefinition topic = TopicDecisions.existing(state);
        Optional<Subscription> there = state.subscriptions.values().stream()
                .filter(each -> each.protocol().equals(command.protocol())
                        && each.endpoint().equals(command.endpoint()))
                .findFirst();
        if (there.isPresent()) {
            command.attributes().forEach((name, value) -> {
                if (!value.equals(SubscriptionAttributes.value(there.get(), name))) {
                    throw SnsFaults.invalid("Attributes Reason: Subscription already exists with different attributes");
                }
            });
            return Decision.reply(new TopicReply.Subscribed(there.get(), state.version));
        }
        if (state.subscriptions.size() >= SnsLimits.SUBSCRIPTIONS) {
            throw SnsFaults.tooManySubscriptions();
        }
        Subscription made = new Subscription(
                topic.arn() + ":" + uuid(tick.random()),
                command.protocol(),
                command.endpoint(),
                command.owner(),
                true,
                new TreeMap<>(command.attributes()),
                state.version + 1);
        check(state, made, true);
        return Decision.journal(new TopicEvent.Subscribed(made), new TopicReply.Subscribed(made, made.version()));
    }

    private static String uuid(RandomGenerator random) {
        long most = (random.nextLong() & ~0xF000L) | 0x4000L;
        long least = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }

    private void check(TopicState state, Subscription subscription, boolean subscribing) {
        SortedMap<String, String> attributes = subscription.attributes();
        String policy = attributes.get(SubscriptionAttributes.FILTER_POLICY);
        if (policy == null) {
            return;
        }
        policies.check(
                policy,
                attributes.getOrDefault(SubscriptionAttributes.FILTER_POLICY_SCOPE, SubscriptionAttributes.ATTRIBUTES),
                subscribing);
        long others = state.subscriptions.values().stream()
                .filter(other -> other.isFiltered() && !other.arn().equals(subscription.arn()))
                .count();
        if (others >= SnsLimits.TOPIC_POLICIES) {
            throw SnsFaults.tooManyPolicies("a topic", SnsLimits.TOPIC_POLICIES);
        }
    }

    /** What is not there is unsubscribed already, as on AWS. */
    Decision<TopicEvent, TopicReply> unsubscribe(TopicState state, TopicCommand.Unsubscribe command) {
        if (!state.subscriptions.containsKey(command.arn())) {
            return Decision.reply(new TopicReply.Done(state.version));
        }
        long version = state.version + 1;
        return Decision.journal(new TopicEvent.Unsubscribed(command.arn(), version), new TopicReply.Done(version));
    }

    private static Subscription existing(TopicState state, String arn) {
        Subscription found = state.subscriptions.get(arn);
        if (found == null) {
            throw SnsFaults.noSubscription();
        }
        return found;
    }

    Decision<TopicEvent, TopicReply> describe(TopicState state, TopicCommand.DescribeSubscription command) {
        return Decision.reply(new TopicReply.Subscribed(existing(state, command.arn()), state.version));
    }

    Decision<TopicEvent, TopicReply> set(TopicState state, TopicCommand.SetSubscription command) {
        Subscription before = existing(state, command.arn());
        SortedMap<String, String> attributes = new TreeMap<>(before.attributes());
        if (command.value().isEmpty()) {
            attributes.remove(command.name());
        } else {
            attributes.put(command.name(), command.value());
        }
        Subscription changed = before.with(attributes, state.version + 1);
        check(state, changed, false);
        return Decision.journal(
                new TopicEvent.Resubscribed(changed), new TopicReply.Subscribed(changed, changed.version()));
    }

    Decision<TopicEvent, TopicReply> page(TopicState state, TopicCommand.Page page) {
        TopicDecisions.existing(state);
        // Behind an ARN is where it continues with the least character.
        List<Subscription> found = state.subscriptions.tailMap(page.after() + "\0").values().stream()
                .limit(page.limit())
                .toList();
        return Decision.reply(new TopicReply.Subscriptions(found));
    }
}
