package io.penstock.streams.queue;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.port.NewRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Deliveries as records to forward to a {@link QueueSink}. */
public final class DeliveryRecord {

    private DeliveryRecord() {}

    /** @param topicPrefix the operator's */
    public static Record<byte[], TopicValue> of(String topicPrefix, Delivery delivery, long timestampMillis) {
        NewRecord record = delivery.record();
        Headers headers = new RecordHeaders();
        record.headers().forEach(header -> headers.add(header.key(), header.value()));
        return new Record<>(
                record.key(), new TopicValue(topicPrefix + Delivery.TOPIC, record.value()), timestampMillis, headers);
    }
}
