package io.penstock.streams.sns;

import io.penstock.streams.queue.QueueMessage;
import io.penstock.streams.queue.QueueTarget;
import java.util.Optional;

/**
 * Why a queue would refuse a message for good, in the words of SQS.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html">Amazon SNS dead-letter queues</a>
 */
record Refusal(String code, String message) {

    /** As many attributes of its own has a dead letter. */
    static final int ATTRIBUTES = 3;

    /** At most as large are they together. */
    static final int ATTRIBUTES_BYTES = 256;

    static final Refusal NO_QUEUE =
            new Refusal("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.");

    private static final String INVALID = "InvalidParameterValue";

    /**
     * Whether a queue would refuse a message.
     *
     * @param bytes of its body and its attributes
     * @param attributes how many it has
     */
    static Optional<Refusal> of(QueueTarget queue, int bytes, int attributes) {
        if (bytes > queue.maximumBytes()) {
            return Optional.of(new Refusal(
                    INVALID,
                    "One or more parameters are invalid. Reason: Message must be shorter than " + queue.maximumBytes()
                            + " bytes."));
        }
        if (attributes > QueueMessage.ATTRIBUTES) {
            return Optional.of(new Refusal(
                    INVALID,
                    "Number of message attributes [" + attributes + "] exceeds the allowed maximum ["
                            + QueueMessage.ATTRIBUTES + "]."));
        }
        return Optional.empty();
    }
}
