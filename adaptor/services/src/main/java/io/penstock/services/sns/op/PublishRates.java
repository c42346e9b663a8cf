package io.penstock.services.sns.op;

import io.penstock.services.sns.message.Outgoing;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.TopicDefinition;
import io.penstock.wire.CallContext;
import io.penstock.wire.CallRates;
import io.penstock.wire.CallRates.Charge;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How many messages may be published in a second. A request that is too much is refused as a whole, as AWS refuses it, whichever of its messages would have had room.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/sns.html">Amazon SNS endpoints and quotas</a>
 */
final class PublishRates {

    private static final String MESSAGES = "Publish";
    private static final String FIFO_MESSAGES = "Publish to FIFO topics";
    private static final String FIFO_BYTES = "bytes";

    private final CallRates rates;

    PublishRates(CallRates rates) {
        this.rates = rates;
    }

    /**
     * Counts what is published by one request.
     *
     * @param bytes of all messages with their attributes
     * @throws io.penstock.kernel.fault.FaultException {@code Throttling}
     */
    void spend(CallContext call, TopicDefinition topic, List<Outgoing> messages, int bytes) {
        List<Charge> charges = new ArrayList<>();
        if (topic.log() != null) {
            charges.addAll(ofTopic(topic, messages, bytes));
        }
        String kind = topic.log() == null ? MESSAGES : FIFO_MESSAGES;
        charges.add(Charge.ofAccount(call, kind, messages.size(), SnsLimits.messages(call.region())));
        rates.spend(call, charges);
    }

    private static List<Charge> ofTopic(TopicDefinition topic, List<Outgoing> messages, int bytes) {
        List<Charge> charges = new ArrayList<>();
        messages.stream()
                .collect(Collectors.groupingBy(message -> String.valueOf(message.group()), Collectors.counting()))
                .forEach((group, count) -> charges.add(
                        new Charge(FIFO_MESSAGES, topic.arn() + ' ' + group, count, SnsLimits.GROUP_MESSAGES)));
        if (!topic.isDeduplicatedPerGroup()) {
            charges.add(new Charge(FIFO_MESSAGES, topic.arn(), messages.size(), SnsLimits.FIFO_MESSAGES));
            charges.add(new Charge(FIFO_BYTES, topic.arn(), bytes, SnsLimits.FIFO_BYTES));
        }
        return charges;
    }
}
