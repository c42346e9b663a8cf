package io.penstock.services.sns.topic;

/** What happens to a topic. Each has the next version. */
sealed interface TopicEvent {

    record Created(TopicDefinition topic, long version) implements TopicEvent {}

    record Changed(TopicDefinition topic, long version) implements TopicEvent {}

    record Deleted(long version) implements TopicEvent {}

    record Subscribed(Subscription subscription) implements TopicEvent {}

    record Resubscribed(Subscription subscription) implements TopicEvent {}

    /** Unsubscribed by somebody unknown; by the token of its consent it comes back. */
    record Deactivated(Subscription subscription, long version) implements TopicEvent {}

    record Unsubscribed(String arn, long version) implements TopicEvent {}
}
