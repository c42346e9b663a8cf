package io.penstock.services.sqs.definition;

import static io.penstock.services.sqs.rules.SqsFaults.invalidAttribute;
import static io.penstock.services.sqs.rules.SqsFaults.invalidValue;
import static io.penstock.services.sqs.rules.SqsFaults.unknownAttribute;

import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks attribute values one by one and brings them into the form in which they are kept. What needs the queue's state is decided there. */
public final class AttributeRules {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final boolean fifo;
    private final SqsLimits limits;

    public AttributeRules(boolean fifo, SqsLimits limits) {
        this.fifo = fifo;
        this.limits = limits;
    }

    /**
     * Checks what a caller gave. In the result an empty value means that the attribute goes back to its default; attributes that
     * change nothing are left out.
     */
    public SortedMap<String, String> check(Map<String, String> given) {
        SortedMap<String, String> checked = new TreeMap<>();
        given.forEach((name, value) -> {
            AttributeName attribute = AttributeName.of(name).orElseThrow(() -> unknownAttribute(name));
            refuseOnStandard(attribute);
            if (!changesNothing(attribute, value)) {
                checked.put(name, value(attribute, value));
            }
        });
        return checked;
    }

    private void refuseOnStandard(AttributeName attribute) {
        if (fifo) {
            return;
        }
        switch (attribute) {
            case FIFO_QUEUE, CONTENT_BASED_DEDUPLICATION -> throw unknownAttribute(attribute.text());
            case DEDUPLICATION_SCOPE, FIFO_THROUGHPUT_LIMIT ->
                throw SqsFaults.INVALID_ATTRIBUTE_NAME.with(
                        "You can specify the " + attribute.text() + " only when FifoQueue is set to true.");
            case DELAY_SECONDS,
                    MAXIMUM_MESSAGE_SIZE,
                    MESSAGE_RETENTION_PERIOD,
                    POLICY,
                    RECEIVE_WAIT,
                    REDRIVE_POLICY,
                    REDRIVE_ALLOW_POLICY,
                    VISIBILITY_TIMEOUT,
                    KMS_MASTER_KEY_ID,
                    KMS_REUSE,
                    SQS_MANAGED_SSE -> {}
        }
    }

    /** Encryption is not served: its attributes may only say so, and then there is nothing to keep. */
    private static boolean changesNothing(AttributeName attribute, String value) {
        return switch (attribute) {
            case KMS_MASTER_KEY_ID -> refuseEncryption(attribute, value.isEmpty());
            case KMS_REUSE -> refuseEncryption(attribute, value.isEmpty() || value.equals("300"));
            case SQS_MANAGED_SSE -> refuseEncryption(attribute, !flag(attribute, value));
            case DELAY_SECONDS,
                    MAXIMUM_MESSAGE_SIZE,
                    MESSAGE_RETENTION_PERIOD,
                    POLICY,
                    RECEIVE_WAIT,
                    REDRIVE_POLICY,
                    REDRIVE_ALLOW_POLICY,
                    VISIBILITY_TIMEOUT,
                    FIFO_QUEUE,
                    CONTENT_BASED_DEDUPLICATION,
                    DEDUPLICATION_SCOPE,
                    FIFO_THROUGHPUT_LIMIT -> false;
        };
    }

    private static boolean refuseEncryption(AttributeName attribute, boolean off) {
        if (!off) {
            throw SqsFaults.UNSUPPORTED_OPERATION.with(
                    "Server-side encryption is not available here, so " + attribute.text() + " cannot be set.");
        }
        return true;
    }

    private String value(AttributeName attribute, String value) {
        return switch (attribute) {
            case DELAY_SECONDS -> number(attribute, value, 0, SqsLimits.DELAY_SECONDS);
            case MAXIMUM_MESSAGE_SIZE ->
                number(attribute, value, SqsLimits.MINIMUM_MESSAGE_SIZE, SqsLimits.MAXIMUM_MESSAGE_BYTES);
            case MESSAGE_RETENTION_PERIOD ->
                number(attribute, value, limits.minimumRetentionSeconds(), SqsLimits.RETENTION_SECONDS);
            case RECEIVE_WAIT -> number(attribute, value, 0, SqsLimits.WAIT_SECONDS);
            case VISIBILITY_TIMEOUT -> number(attribute, value, 0, SqsLimits.VISIBILITY_SECONDS);
            case POLICY -> value.isEmpty() ? "" : policy(value);
            case REDRIVE_POLICY ->
                value.isEmpty() ? "" : RedrivePolicy.parse(value).toText();
            case REDRIVE_ALLOW_POLICY ->
                value.isEmpty() ? "" : RedriveAllowPolicy.parse(value).toText();
            case FIFO_QUEUE -> {
                if (!flag(attribute, value)) {
                    throw invalidAttribute(attribute.text(), "Modifying queue type is not supported.");
                }
                yield "true";
            }
            case CONTENT_BASED_DEDUPLICATION -> Boolean.toString(flag(attribute, value));
            case DEDUPLICATION_SCOPE -> oneOf(attribute, value, "messageGroup", "queue");
            case FIFO_THROUGHPUT_LIMIT -> oneOf(attribute, value, "perQueue", "perMessageGroupId");
            case KMS_MASTER_KEY_ID, KMS_REUSE, SQS_MANAGED_SSE ->
                throw new IllegalStateException("left out before: " + attribute);
        };
    }

    private static String policy(String value) {
        PolicyQuotas.checkSize(value);
        if (!PolicyDocument.isValid(value)) {
            throw invalidAttribute(AttributeName.POLICY.text());
        }
        PolicyQuotas.check(value);
        return value;
    }

    private static String number(AttributeName attribute, String value, int least, int greatest) {
        int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
        if (number < least || number > greatest) {
            throw invalidAttribute(attribute.text());
        }
        return Integer.toString(number);
    }

    private static boolean flag(AttributeName attribute, String value) {
        if (value.equalsIgnoreCase("true")) {
            return true;
        }
        if (value.equalsIgnoreCase("false")) {
            return false;
        }
        throw invalidAttribute(attribute.text());
    }

    private static String oneOf(AttributeName attribute, String value, String first, String second) {
        if (!value.equals(first) && !value.equals(second)) {
            throw invalidAttribute(attribute.text());
        }
        return value;
    }

    /** Refuses what only the whole of the attributes shows. */
    static void checkTogether(QueueAttributes attributes) {
        if (attributes.isThroughputPerGroup() && !attributes.isDeduplicatedPerGroup()) {
            throw invalidAttribute(
                    AttributeName.FIFO_THROUGHPUT_LIMIT.text(),
                    "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.");
        }
    }

    /** The fault for a redrive policy that its target does not allow. */
    public static RuntimeException redriveRefused(String policy, String reason) {
        return invalidValue(policy, AttributeName.REDRIVE_POLICY.text(), reason);
    }
}
