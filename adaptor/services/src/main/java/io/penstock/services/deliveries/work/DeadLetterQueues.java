package io.penstock.services.deliveries.work;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.Attribute;
import io.penstock.kernel.name.Arn;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import io.penstock.wire.Caller;
import io.penstock.wire.inprocess.JsonCalls;
import io.penstock.wire.inprocess.JsonCalls.Operation;
import io.penstock.wire.inprocess.JsonCalls.Refusal;
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

    private final JsonCalls calls;

    public DeadLetterQueues(JsonCalls calls) {
        this.calls = calls;
    }

    /** Sends the body with the attributes {@code RequestID}, {@code ErrorCode} and {@code ErrorMessage}, and the delivery's own if there is room for all. */
    CompletableFuture<Outcome> send(Delivery delivery, Failure failure) {
        Optional<Arn> queue = Optional.ofNullable(delivery.policy().deadLetterArn())
                .flatMap(Arn::parse)
                .filter(arn -> arn.service().equals("sqs"));
        if (queue.isEmpty()) {
            return CompletableFuture.completedFuture(
                    Outcome.Refused.of("InvalidParameter", "The dead-letter queue is no queue.", false));
        }
        Arn arn = queue.get();
        byte[] request = request(delivery, failure, arn).toString().getBytes(UTF_8);
        Caller owner = new Caller(arn.account(), arn.region(), arn.account().value());
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofVirtual().name("dead-letter-" + delivery.id()).start(() -> {
            try {
                outcome.complete(calls.call(owner, SEND, request)
                        .map(DeadLetterQueues::refused)
                        .orElseGet(Outcome.Arrived::new));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcome.completeExceptionally(e);
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    private static ObjectNode request(Delivery delivery, Failure failure, Arn queue) {
        ObjectNode send = JSON.createObjectNode()
                .put("QueueUrl", "http://localhost/" + queue.account() + "/" + queue.resource())
                .put("MessageBody", new String(delivery.target().body(), UTF_8));
        Map<String, Attribute> attributes = new TreeMap<>();
        attributes.put("RequestID", Attribute.of(delivery.id()));
        attributes.put("ErrorCode", Attribute.of(failure.code()));
        attributes.put("ErrorMessage", Attribute.of(failure.message()));
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

    private static Outcome refused(Refusal refusal) {
        boolean retryable = refusal.status() >= 500
                || refusal.status() == 429
                || refusal.code().contains("Throttl");
        return Outcome.Refused.of(refusal.code(), refusal.message(), retryable);
    }
}
