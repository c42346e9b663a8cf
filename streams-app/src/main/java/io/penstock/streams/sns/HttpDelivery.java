package io.penstock.streams.sns;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.Attribute;
import io.penstock.kernel.delivery.Delivery.Policy;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.streams.queue.DeliveryRecord;
import io.penstock.streams.queue.TopicValue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A publication for an endpoint outside, as a record of the log of deliveries.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html">HTTP/HTTPS headers</a>
 */
final class HttpDelivery {

    private HttpDelivery() {}

    /**
     * The record to forward.
     *
     * @param topicPrefix the operator's
     */
    static Record<byte[], TopicValue> of(
            String topicPrefix, Publication publication, SubscriptionSpec subscription, HttpSpec http, Draft draft) {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", http.effectiveType());
        headers.put("User-Agent", "Amazon Simple Notification Service Agent");
        headers.put("x-amz-sns-message-type", "Notification");
        headers.put("x-amz-sns-message-id", publication.id());
        headers.put("x-amz-sns-topic-arn", SubscriptionSpec.topicOf(subscription.arn()));
        headers.put("x-amz-sns-subscription-arn", subscription.arn());
        SortedMap<String, Attribute> attributes = new TreeMap<>();
        if (subscription.raw()) {
            headers.put("x-amz-sns-rawdelivery", "true");
            publication.attributes().forEach((name, it) -> attributes.put(name, new Attribute(it.type(), it.value())));
        }
        Delivery delivery = new Delivery(
                subscription.arn(),
                draft.id(),
                new Post(subscription.endpoint(), headers, draft.body()),
                new Policy(http.effectiveRetries(), http.effectiveRate(), subscription.deadLetterArn(), attributes));
        return DeliveryRecord.of(topicPrefix, delivery, draft.timestampMillis());
    }

    /** What is delivered; the id is the same when the publication is processed again. */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Draft(String id, byte[] body, long timestampMillis) {}
}
