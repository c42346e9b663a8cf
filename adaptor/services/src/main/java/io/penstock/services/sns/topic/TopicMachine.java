package io.penstock.services.sns.topic;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Machine;
import io.penstock.kernel.machine.MachineType;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.common.JsonRecords;
import io.penstock.services.sns.rules.PolicyCheck;
import java.time.Instant;
import java.util.Optional;

/** The behaviour of a topic with its subscriptions. Decisions are in {@link TopicDecisions} and {@link SubscriptionDecisions}. */
public final class TopicMachine implements Machine<TopicState, TopicCommand, TopicEvent, TopicReply> {

    /** Name and codecs of the kind. */
    public static final MachineType<TopicCommand, TopicReply> TYPE = new MachineType<>(
            "sns.topic", JsonRecords.sealed(TopicCommand.class), JsonRecords.sealed(TopicReply.class));

    private static final Codec<TopicEvent> EVENTS = JsonRecords.sealed(TopicEvent.class);
    static final Codec<TopicState> STATES = JsonRecords.of(TopicState.class);

    private final SubscriptionDecisions subscriptions;

    /** @param topicPolicies filter policies of one topic */
    public TopicMachine(PolicyCheck policies, int topicPolicies) {
        this.subscriptions = new SubscriptionDecisions(policies, topicPolicies);
    }

    /** The aggregate of a topic. */
    public static AggregateId id(String topicArn) {
        return new AggregateId(topicArn);
    }

    @Override
    public MachineType<TopicCommand, TopicReply> type() {
        return TYPE;
    }

    @Override
    public TopicState initial(AggregateId id) {
        return new TopicState();
    }

    @Override
    public Decision<TopicEvent, TopicReply> decide(TopicState state, TopicCommand command, Tick tick) {
        return switch (command) {
            case TopicCommand.Create create -> TopicDecisions.create(state, create, tick);
            case TopicCommand.Delete() -> TopicDecisions.delete(state);
            case TopicCommand.Describe() -> Decision.reply(TopicDecisions.describe(state));
            case TopicCommand.SetAttribute set -> TopicDecisions.set(state, set, tick);
            case TopicCommand.AddPermission add -> TopicDecisions.permit(state, add, tick);
            case TopicCommand.RemovePermission remove -> TopicDecisions.forbid(state, remove, tick);
            case TopicCommand.Tag tag -> TopicDecisions.tag(state, tag);
            case TopicCommand.Untag untag -> TopicDecisions.untag(state, untag);
            case TopicCommand.Subscribe subscribe -> subscriptions.subscribe(state, subscribe, tick);
            case TopicCommand.Confirm confirm -> subscriptions.confirm(state, confirm, tick);
            case TopicCommand.Unsubscribe unsubscribe -> SubscriptionDecisions.unsubscribe(state, unsubscribe, tick);
            case TopicCommand.Expire() -> SubscriptionDecisions.expire(state, tick);
            case TopicCommand.DescribeSubscription describe -> subscriptions.describe(state, describe);
            case TopicCommand.SetSubscription set -> subscriptions.set(state, set);
            case TopicCommand.Page page -> subscriptions.page(state, page);
        };
    }

    @Override
    public TopicState evolve(TopicState state, TopicEvent event) {
        switch (event) {
            case TopicEvent.Created(TopicDefinition topic, long version) -> {
                state.topic = topic;
                state.version = version;
                state.unsubscribed = 0;
            }
            case TopicEvent.Changed(TopicDefinition topic, long version) -> {
                state.topic = topic;
                state.version = version;
            }
            case TopicEvent.Deleted(long version) -> {
                state.doomed = state.required().log();
                state.topic = null;
                state.subscriptions.clear();
                state.deactivated.clear();
                state.expiry = 0;
                state.version = version;
            }
            case TopicEvent.Subscribed(Subscription subscription) -> put(state, subscription);
            case TopicEvent.Resubscribed(Subscription subscription) -> put(state, subscription);
            case TopicEvent.Unsubscribed(String arn, long version) -> remove(state, arn, version);
            case TopicEvent.Deactivated(Subscription subscription, long version) -> {
                remove(state, subscription.arn(), version);
                state.deactivate(subscription);
            }
        }
        return state;
    }

    private static void remove(TopicState state, String arn, long version) {
        state.subscriptions.remove(arn);
        state.unsubscribed++;
        state.version = version;
        state.subscriptionsChanged();
    }

    private static void put(TopicState state, Subscription subscription) {
        if (subscription.consent() != null) {
            state.deactivated.remove(subscription.consent().token());
        }
        state.subscriptions.put(subscription.arn(), subscription);
        state.version = subscription.version();
        state.subscriptionsChanged();
    }

    @Override
    public Codec<TopicEvent> events() {
        return EVENTS;
    }

    @Override
    public Codec<TopicState> states() {
        return STATES;
    }

    @Override
    public Optional<Instant> nextDue(TopicState state) {
        return state.expiry == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(state.expiry));
    }

    @Override
    public Optional<TopicCommand> due() {
        return Optional.of(new TopicCommand.Expire());
    }

    /** A name that ever existed is remembered for good: versions must go on. */
    @Override
    public boolean isVacant(TopicState state) {
        return state.version == 0;
    }
}
