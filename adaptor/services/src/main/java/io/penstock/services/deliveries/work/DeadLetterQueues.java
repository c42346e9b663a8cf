package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.Attribute;
import io.penstock.kernel.name.Arn;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import io.penstock.services.deliveries.lane.Progress.End;
import io.penstock.wire.Caller;
import io.penstock.wire.inprocess.JsonCalls.Operation;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Sends what could not be delivered to queues of this node, in the name of their owners.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html">Amazon SNS dead-letter queues</a>
 */
public final class DeadLetterQueues {

    private static final Operation SEND = new Operation("sqs", "SendMessage");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** AWS's: a message of SQS has at most that many attributes. */
    private static final int ATTRIBUTES = 10;

    private final ServiceCalls calls;

    public DeadLetterQueues(ServiceCalls calls) {
        this.calls = calls;
    }

    /** Sends the body with attributes that tell of the failure, and the delivery's own if there is room for all. */
    CompletableFuture<Outcome> send(Delivery delivery, End end) {
        Optional<Arn> queue = Optional.ofNullable(delivery.policy().deadLetterArn())
                .flatMap(Arn::parse)
                .filter(arn -> arn.service().equals("sqs"));
        if (queue.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Outcome.Refused.of("InvalidParameter", "The dead-letter queue is no queue.", false));
        }
        Arn arn = queue.get();
        Caller owner = new Caller(arn.account(), arn.region(), arn.account().value());
        return calls.start(owner, SEND, request(delivery, end, arn).toString().getBytes(UTF_8));
    }

    private static Map<String, Attribute> attributes(Delivery delivery, End end) {
        Map<String, Attribute> attributes = new TreeMap<>();
        Failure failure = end.failure();
        switch (delivery.policy().form()) {
            case SNS -> {
                attributes.put("RequestID", Attribute.of(delivery.id()));
                attributes.put("ErrorCode", text(failure.code()));
                attributes.put("ErrorMessage", text(failure.message()));
            }
            case EVENTS -> {
                attributes.put("ERROR_CODE", text(failure.code()));
                attributes.put("ERROR_MESSAGE", text(failure.message()));
                attributes.put("RETRY_ATTEMPTS", text(Integer.toString(end.attempts() - 1)));
                if (failure.condition() != null) {
                    attributes.put("EXHAUSTED_RETRY_CONDITION", text(failure.condition()));
                }
            }
        }
        return attributes;
    }

    /** SQS refuses attributes that are empty. */
    private static Attribute text(String value) {
        return Attribute.of(value.isEmpty() ? "-" : value);
    }

    private static ObjectNode request(Delivery delivery, End end, Arn queue) {
        ObjectNode send = JSON.createObjectNode()
                .put("QueueUrl", "http://localhost/" + queue.account() + "/" + queue.resource())
                .put("MessageBody", new String(delivery.target().body(), UTF_8));
        Map<String, Attribute> attributes = attributes(delivery, end);
        if (attributes.size() + delivery.policy().attributes().size() <= ATTRIBUTES) {
            delivery.policy().attributes().forEach(attributes::putIfAbsent);
        }
        ObjectNode all = send.putObject("MessageAttributes");
        for (Map.Entry<String, Attribute> attribute : attributes.entrySet()) {
            Attribute value = attribute.getValue();
            ObjectNode node = all.putObject(attribute.getKey()).put("DataType", value.type());
            if (value.type().startsWith("Binary")) {
                node.put("BinaryValue", Base64.getEncoder().encodeToString(value.value()));
            } else {
                node.put("StringValue", new String(value.value(), UTF_8));
            }
        }
        return send;
    }
}
