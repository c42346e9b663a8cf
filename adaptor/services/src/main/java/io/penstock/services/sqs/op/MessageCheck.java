package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.rules.SqsFaults.invalid;
import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;

import io.penstock.kernel.name.Uuids;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.message.AttributeRules;
import io.penstock.services.sqs.message.Digests;
import io.penstock.services.sqs.message.MessageRules;
import io.penstock.services.sqs.message.NewMessage;
import io.penstock.services.sqs.message.NewMessage.Envelope;
import io.penstock.services.sqs.message.UserAttribute;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.wire.CallContext;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/** Turns what a caller gave into a message that its queue takes. */
final class MessageCheck {

    static final String NO_DEDUPLICATION_ID = "The queue should either have ContentBasedDeduplication enabled or "
            + "MessageDeduplicationId provided explicitly";

    private static final String TRACE_HEADER = "AWSTraceHeader";

    /** AWS names no limit; this keeps a record within what its topic takes. */
    private static final int TRACE_HEADER_BYTES = 16_384;

    private static final String NOT_FOR_THIS_TYPE =
            "The request include parameter that is not valid for this queue type.";

    private final RandomGenerator random;
    private final String refusal;

    /** @param refusal of messages that are too large */
    MessageCheck(RandomGenerator random, String refusal) {
        this.random = random;
        this.refusal = refusal;
    }

    /** Checks a message in the order in which AWS does. */
    NewMessage check(QueueDefinition queue, CallContext call, Outgoing outgoing) {
        String senderId = call.senderId();
        byte[] body = MessageRules.body(outgoing.body());
        MessageRules.size(body.length, queue.attributes().maximumMessageSize(), refusal);
        SortedMap<String, UserAttribute> attributes =
                AttributeRules.check(outgoing.attributes().user());
        MessageRules.size(
                body.length + AttributeRules.size(attributes),
                queue.attributes().maximumMessageSize(),
                refusal);
        String ownTrace = trace(outgoing.attributes().system());
        String trace = ownTrace == null ? traceOfCall(call) : ownTrace;
        String group = MessageRules.id(outgoing.fifo().group(), "MessageGroupId");
        String id = MessageRules.id(outgoing.fifo().deduplicationId(), "MessageDeduplicationId");
        Envelope envelope = queue.isFifo()
                ? new Envelope(
                        requireGroup(group), deduplicationId(queue, id, body), fifoDelay(outgoing), senderId, trace)
                : new Envelope(group, refuseId(id), delay(queue, outgoing), senderId, trace);
        return new NewMessage(Uuids.random(random), body, attributes, envelope);
    }

    /** The trace header of MessageSystemAttributes, the only one there is. */
    private static @Nullable String trace(Map<String, MessageSystemAttributeValue> attributes) {
        for (Map.Entry<String, MessageSystemAttributeValue> attribute : attributes.entrySet()) {
            String value = attribute.getValue().stringValue();
            if (!attribute.getKey().equals(TRACE_HEADER)) {
                throw invalid("Message system attribute name '" + attribute.getKey()
                        + "' is invalid. You must use only the following supported names: AWSTraceHeader.");
            }
            if (!"String".equals(attribute.getValue().dataType()) || value == null || value.isEmpty()) {
                throw invalid(
                        "Message (system) attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.");
            }
            if (value.length() > TRACE_HEADER_BYTES || !MessageRules.isAllowed(value)) {
                throw invalid("Message (system) attribute 'AWSTraceHeader' is not a trace header.");
            }
            return value;
        }
        return null;
    }

    /**
     * The trace header of the call counts for every message in it that has none of its own. One that could not be an attribute is not the message's
     * fault, and left out.
     *
     * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html">Amazon SQS and AWS X-Ray</a>
     */
    private static @Nullable String traceOfCall(CallContext call) {
        return call.traceHeader()
                .filter(value ->
                        !value.isEmpty() && value.length() <= TRACE_HEADER_BYTES && MessageRules.isAllowed(value))
                .orElse(null);
    }

    private static String requireGroup(@Nullable String group) {
        if (group == null) {
            throw SqsFaults.missing("MessageGroupId");
        }
        return group;
    }

    private static String deduplicationId(QueueDefinition queue, @Nullable String id, byte[] body) {
        if (id != null) {
            return id;
        }
        if (!queue.attributes().isContentBasedDeduplication()) {
            throw invalid(NO_DEDUPLICATION_ID);
        }
        return Digests.sha256(body);
    }

    private static @Nullable String refuseId(@Nullable String id) {
        if (id != null) {
            throw invalidValue(
                    id,
                    "MessageDeduplicationId",
                    "The request includes a parameter that is not valid for this queue type.");
        }
        return null;
    }

    /** FIFO queues delay by their own attribute only; an explicit 0 is let through, as AWS does, and means nothing. */
    private static @Nullable Integer fifoDelay(Outgoing outgoing) {
        Integer delay = outgoing.delaySeconds();
        if (delay != null && delay != 0) {
            throw invalidValue(delay, "DelaySeconds", NOT_FOR_THIS_TYPE);
        }
        return null;
    }

    /**
     * Written with the message, because a later change of the queue's delay does not concern messages already sent. Without any, the queue's delays by time
     * say the same, unless one of them has just ended: clocks differ.
     */
    private static @Nullable Integer delay(QueueDefinition queue, Outgoing outgoing) {
        Integer delay = outgoing.delaySeconds();
        if (delay != null && (delay < 0 || delay > SqsLimits.DELAY_SECONDS)) {
            throw invalidValue(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
        }
        int queueDelay = (int) queue.attributes().delay().toSeconds();
        int counts = delay == null ? queueDelay : delay;
        return counts == 0 && queueDelay == 0 && !queue.hadOtherDelays() ? null : Integer.valueOf(counts);
    }

    /** The digest of the system attributes that a caller gave with a message; what SDKs compare with their own. */
    static @Nullable String systemDigest(Outgoing outgoing) {
        String trace = trace(outgoing.attributes().system());
        return trace == null ? null : Digests.md5(new TreeMap<>(Map.of(TRACE_HEADER, UserAttribute.text(trace))));
    }
}
