package io.penstock.services.sqs.message;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.NewRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A checked message on its way into a topic.
 *
 * @param id the MessageId the sender is told
 * @param body UTF-8
 */
public record NewMessage(String id, byte[] body, SortedMap<String, UserAttribute> attributes, Envelope envelope) {

    /**
     * What travels with the content.
     *
     * @param group MessageGroupId
     * @param deduplicationId given by the sender or made from the body
     * @param delaySeconds the sender's own delay; null leaves it to the queue
     * @param senderId SenderId
     * @param traceHeader AWSTraceHeader
     */
    public record Envelope(
            @Nullable String group,
            @Nullable String deduplicationId,
            @Nullable Integer delaySeconds,
            String senderId,
            @Nullable String traceHeader) {}

    /** The record: value is the body, key is the group, the rest is headers. */
    public NewRecord toRecord() {
        List<Header> headers = new ArrayList<>(6 + 2 * attributes.size());
        headers.add(Header.of(MessageHeaders.MESSAGE_ID, id));
        headers.add(Header.of(MessageHeaders.SENDER_ID, envelope.senderId()));
        if (envelope.deduplicationId() != null) {
            headers.add(Header.of(MessageHeaders.DEDUPLICATION_ID, envelope.deduplicationId()));
        }
        if (envelope.delaySeconds() != null) {
            headers.add(Header.of(MessageHeaders.DELAY_SECONDS, Integer.toString(envelope.delaySeconds())));
        }
        if (envelope.traceHeader() != null) {
            headers.add(Header.of(MessageHeaders.TRACE_HEADER, envelope.traceHeader()));
        }
        attributes.forEach((name, attribute) -> {
            headers.add(new Header(MessageHeaders.ATTRIBUTE + name, attribute.value()));
            if (!attribute.type().equals("String")) {
                headers.add(Header.of(MessageHeaders.ATTRIBUTE_TYPE + name, attribute.type()));
            }
        });
        byte @Nullable [] key =
                envelope.group() == null ? null : envelope.group().getBytes(StandardCharsets.UTF_8);
        return new NewRecord(key, body, headers);
    }
}
