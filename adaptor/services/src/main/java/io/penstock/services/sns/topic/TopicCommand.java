package io.penstock.services.sns.topic;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What a topic is asked to do. */
public sealed interface TopicCommand {

    /** @param log of a FIFO topic, which is there already */
    record Create(
            String arn,
            SortedMap<String, String> attributes,
            SortedMap<String, String> tags,
            @Nullable FifoLog log) implements TopicCommand {}

    record Delete() implements TopicCommand {}

    record Describe() implements TopicCommand {}

    /** An empty value sets back to the default. */
    record SetAttribute(String name, String value) implements TopicCommand {}

    record AddPermission(String label, List<String> accounts, List<String> actions) implements TopicCommand {}

    record RemovePermission(String label) implements TopicCommand {}

    record Tag(SortedMap<String, String> tags) implements TopicCommand {}

    record Untag(List<String> keys) implements TopicCommand {}

    record Subscribe(String protocol, String endpoint, String owner, SortedMap<String, String> attributes)
            implements TopicCommand {}

    /**
     * The endpoint consents.
     *
     * @param authenticated whether the caller is known
     * @param guarded whether only somebody known may unsubscribe from now on
     */
    record Confirm(String token, boolean authenticated, boolean guarded) implements TopicCommand {}

    /** @param authenticated whether the caller is known */
    record Unsubscribe(String arn, boolean authenticated) implements TopicCommand {}

    /** Time is over for endpoints that have not consented. */
    record Expire() implements TopicCommand {}

    record DescribeSubscription(String arn) implements TopicCommand {}

    /** An empty value sets back to the default. */
    record SetSubscription(String arn, String name, String value) implements TopicCommand {}

    /** The subscriptions behind an ARN, in order. */
    record Page(String after, int limit) implements TopicCommand {}
}
