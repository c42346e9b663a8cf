package io.penstock.services.sns.topic;

import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.kernel.name.Uuids;
import io.penstock.services.sns.rules.PolicyCheck;
import io.penstock.services.sns.rules.SnsFaults;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.Subscription.Consent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Decisions about subscriptions. */
final class SubscriptionDecisions {

    /** How long an endpoint has to consent: AWS says two days in one place and three in another. */
    static final long TOKEN_MILLIS = Duration.ofDays(3).toMillis();

    private static final int TOKEN_WORDS = 8;

    private final PolicyCheck policies;
    private final int topicPolicies;

    /** @param topicPolicies filter policies of one topic */
    SubscriptionDecisions(PolicyCheck policies, int topicPolicies) {
        this.policies = policies;
        this.topicPolicies = topicPolicies;
    }

    Decision<TopicEvent, TopicReply> subscribe(TopicState state, TopicCommand.Subscribe command, Tick tick) {
        String topic = TopicDecisions.existing(state).arn();
        Optional<Subscription> there = of(state, command.protocol(), command.endpoint());
        if (there.isPresent()) {
            command.attributes().forEach((name, value) -> {
                if (!value.equals(SubscriptionAttributes.value(there.get(), name))) {
                    throw SnsFaults.invalid("Attributes Reason: Subscription already exists with different attributes");
                }
            });
            if (there.get().isPending()) {
                // Asked again, by a token of its own, with the time that this takes.
                Subscription asked = there.get().with(false, asking(tick), state.version + 1);
                return Decision.journal(
                        new TopicEvent.Resubscribed(asked), new TopicReply.Subscribed(asked, asked.version()));
            }
            return Decision.reply(new TopicReply.Subscribed(there.get(), state.version));
        }
        refuseTooMany(state);
        Subscription made = Subscription.made(
                command,
                topic + ":" + Uuids.random(tick.random()),
                state.version + 1,
                Subscription.isOutside(command.protocol()) ? asking(tick) : null);
        check(state, made, true);
        return Decision.journal(new TopicEvent.Subscribed(made), new TopicReply.Subscribed(made, made.version()));
    }

    /** The one subscription that an endpoint can have. */
    private static Optional<Subscription> of(TopicState state, String protocol, String endpoint) {
        return state.subscriptions.values().stream()
                .filter(each ->
                        each.protocol().equals(protocol) && each.endpoint().equals(endpoint))
                .findFirst();
    }

    private static void refuseTooMany(TopicState state) {
        int limit = state.required().log() == null ? SnsLimits.SUBSCRIPTIONS : SnsLimits.FIFO_SUBSCRIPTIONS;
        if (state.subscriptions.size() >= limit) {
            throw SnsFaults.tooManySubscriptions(limit);
        }
    }

    private void check(TopicState state, Subscription subscription, boolean subscribing) {
        SortedMap<String, String> attributes = subscription.attributes();
        if (attributes.containsKey(DeliveryPolicy.NAME) && !Subscription.isHttp(subscription.protocol())) {
            throw SnsFaults.invalid((subscribing ? "Attributes Reason: " : "")
                    + "DeliveryPolicy: only subscriptions of the protocols http and https have one");
        }
        if (attributes.containsKey(SubscriptionAttributes.RAW) && Subscription.isMail(subscription.protocol())) {
            throw SnsFaults.invalid((subscribing ? "Attributes Reason: " : "") + "Delivery protocol ["
                    + subscription.protocol() + "] does not support raw message delivery.");
        }
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
        if (others >= topicPolicies) {
            throw SnsFaults.tooManyPolicies("a topic", topicPolicies);
        }
    }

    private static Consent asking(Tick tick) {
        StringBuilder token = new StringBuilder();
        for (int i = 0; i < TOKEN_WORDS; i++) {
            token.append(HexFormat.of().toHexDigits(tick.random().nextLong()));
        }
        return new Consent(token.toString(), tick.now().toEpochMilli() + TOKEN_MILLIS, false, false);
    }

    /** A token may be used again for what it has confirmed, and by who lost the answer. */
    Decision<TopicEvent, TopicReply> confirm(TopicState state, TopicCommand.Confirm confirm, Tick tick) {
        TopicDecisions.existing(state);
        Optional<Subscription> there = state.subscriptions.values().stream()
                .filter(each -> isAsked(each, confirm.token()))
                .findFirst();
        if (there.isPresent()) {
            return consent(state, there.get(), confirm, tick);
        }
        Subscription gone = state.deactivated.get(confirm.token());
        if (gone == null) {
            throw SnsFaults.invalid("Token");
        }
        Subscription restored = confirmed(state, gone, confirm, tick);
        Optional<Subscription> successor = of(state, gone.protocol(), gone.endpoint());
        if (successor.isPresent()) {
            // Subscribed anew since then: an endpoint that says yes has that subscription, and no second one.
            return consent(state, successor.get(), confirm, tick);
        }
        refuseTooMany(state);
        check(state, restored, false);
        return Decision.journal(
                new TopicEvent.Subscribed(restored), new TopicReply.Subscribed(restored, restored.version()));
    }

    private static Decision<TopicEvent, TopicReply> consent(
            TopicState state, Subscription there, TopicCommand.Confirm confirm, Tick tick) {
        if (there.confirmed()) {
            return Decision.reply(new TopicReply.Subscribed(there, state.version));
        }
        Subscription confirmed = confirmed(state, there, confirm, tick);
        return Decision.journal(
                new TopicEvent.Resubscribed(confirmed), new TopicReply.Subscribed(confirmed, confirmed.version()));
    }

    private static Subscription confirmed(
            TopicState state, Subscription pending, TopicCommand.Confirm confirm, Tick tick) {
        Consent asked = pending.consent();
        if (asked == null || asked.until() <= tick.now().toEpochMilli()) {
            throw SnsFaults.invalid("Token");
        }
        boolean guarded = confirm.authenticated() && confirm.guarded();
        Consent given = new Consent(asked.token(), asked.until(), confirm.authenticated(), guarded);
        return pending.with(true, given, state.version + 1);
    }

    private static boolean isAsked(Subscription subscription, String token) {
        return subscription.consent() != null && subscription.consent().token().equals(token);
    }

    /** What is not there is unsubscribed already, as on AWS. An endpoint that somebody unknown unsubscribes is told how to come back. */
    static Decision<TopicEvent, TopicReply> unsubscribe(TopicState state, TopicCommand.Unsubscribe command, Tick tick) {
        Subscription there = state.subscriptions.get(command.arn());
        if (there == null) {
            return Decision.reply(new TopicReply.Done(state.version));
        }
        if (there.isGuarded() && !command.authenticated()) {
            throw SnsFaults.unauthenticated();
        }
        long version = state.version + 1;
        if (there.consent() != null && there.confirmed() && !command.authenticated()) {
            Subscription restorable = there.with(false, asking(tick), version);
            return Decision.journal(
                    new TopicEvent.Deactivated(restorable, version), new TopicReply.Deactivated(restorable, version));
        }
        return Decision.journal(new TopicEvent.Unsubscribed(command.arn(), version), new TopicReply.Done(version));
    }

    static Decision<TopicEvent, TopicReply> expire(TopicState state, Tick tick) {
        long now = tick.now().toEpochMilli();
        List<TopicEvent> events = new ArrayList<>();
        for (Subscription each : state.subscriptions.values()) {
            if (each.isPending() && each.consent() != null && each.consent().until() <= now) {
                events.add(new TopicEvent.Unsubscribed(each.arn(), state.version + events.size() + 1));
            }
        }
        return Decision.journal(events, new TopicReply.Done(state.version + events.size()));
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
