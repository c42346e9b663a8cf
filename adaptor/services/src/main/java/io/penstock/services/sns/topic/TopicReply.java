package io.penstock.services.sns.topic;

import java.util.List;

/** What a topic answers. Those with a version wait until it is published. */
public sealed interface TopicReply {

    /** @param deleted subscriptions that are gone, ever */
    record Known(TopicDefinition topic, int confirmed, int pending, int deleted, long version) implements TopicReply {}

    record Subscribed(Subscription subscription, long version) implements TopicReply {}

    /** Unsubscribed, and may be restored by the token of its consent. */
    record Deactivated(Subscription subscription, long version) implements TopicReply {}

    record Subscriptions(List<Subscription> subscriptions) implements TopicReply {}

    record Done(long version) implements TopicReply {}

    /** There is no such topic. */
    record Absent() implements TopicReply {}
}
