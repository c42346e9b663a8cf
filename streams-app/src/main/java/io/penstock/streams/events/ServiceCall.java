package io.penstock.streams.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.Attribute;
import io.penstock.kernel.delivery.Delivery.LetterForm;
import io.penstock.kernel.delivery.Delivery.Policy;
import io.penstock.kernel.delivery.Target;
import io.penstock.kernel.delivery.Target.As;
import io.penstock.kernel.delivery.Target.Call;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.kernel.delivery.Target.Request;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.retry.AgedRetries;
import io.penstock.streams.input.JsonPath;
import io.penstock.streams.runtime.Definitions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a target that is reached by a call is called with, in the name of who owns it. */
final class ServiceCall {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The kind of API destinations in the catalog. */
    static final String DESTINATION = "events.destination";

    private static final int PER_SECOND = 300;

    private ServiceCall() {}

    static Delivery queue(Outgoing outgoing, TargetSpec.FifoQueue queue, byte[] body) {
        ObjectNode request = JSON.createObjectNode()
                .put(
                        "QueueUrl",
                        "http://localhost/" + queue.arn().account() + "/"
                                + queue.arn().resource())
                .put("MessageGroupId", queue.group())
                // So that attempts after one that did succeed change nothing.
                .put("MessageDeduplicationId", outgoing.id());
        if (outgoing.entry().trace() != null) {
            request.putObject("MessageSystemAttributes")
                    .putObject("AWSTraceHeader")
                    .put("DataType", "String")
                    .put("StringValue", outgoing.entry().trace());
        }
        return delivery(
                outgoing,
                new Call(
                        "sqs",
                        "SendMessage",
                        owner(queue.arn()),
                        new Request(request.toString(), "MessageBody", false),
                        body));
    }

    static Delivery stream(Outgoing outgoing, TargetSpec.Stream stream, byte[] body) {
        String key = stream.key() == null
                ? null
                : text(stream.key().find(outgoing.entry().event()).orElse(null));
        ObjectNode request = JSON.createObjectNode()
                .put("StreamARN", stream.arn().toString())
                .put(
                        "PartitionKey",
                        key == null || key.isEmpty() ? outgoing.entry().id() : key);
        return delivery(
                outgoing,
                new Call(
                        "kinesis",
                        "PutRecord",
                        owner(stream.arn()),
                        new Request(request.toString(), "Data", true),
                        body));
    }

    private static @Nullable String text(@Nullable JsonNode found) {
        return found == null || found.isNull() ? null : found.isValueNode() ? found.asText() : found.toString();
    }

    static Delivery topic(Outgoing outgoing, TargetSpec.Topic topic, byte[] body) {
        ObjectNode request = JSON.createObjectNode().put("TopicArn", topic.arn().toString());
        return delivery(
                outgoing,
                new Call(
                        "sns", "Publish", owner(topic.arn()), new Request(request.toString(), "Message", false), body));
    }

    private static As owner(Arn arn) {
        return new As(arn.account(), arn.region());
    }

    /** The destination's own rate holds for all that goes there, so it is its lane. */
    static Delivery destination(Outgoing outgoing, TargetSpec.ApiDestination to, Definitions definitions, byte[] body) {
        JsonNode event = outgoing.entry().event();
        SortedMap<String, String> headers = new TreeMap<>();
        to.headers().forEach((name, value) -> headers.put(name, value(value, event)));
        SortedMap<String, String> query = new TreeMap<>();
        to.query().forEach((name, value) -> query.put(name, value(value, event)));
        return delivery(
                outgoing,
                new Invocation(
                        to.destination(),
                        to.path().stream().map(value -> value(value, event)).toList(),
                        headers,
                        query,
                        body),
                to.destination(),
                perSecond(to.destination(), definitions));
    }

    /** A path finds its value in the event; anything else is the value. */
    private static String value(String given, JsonNode event) {
        return JsonPath.parse(given)
                .map(path ->
                        Optional.ofNullable(text(path.find(event).orElse(null))).orElse(""))
                .orElse(given);
    }

    /** One that is not known is looked for when the call is made. */
    private static int perSecond(String arn, Definitions definitions) {
        return definitions
                .find(DESTINATION, arn.substring(0, arn.lastIndexOf('/')))
                .filter(found -> !found.isDeleted())
                .map(found -> {
                    try {
                        return JSON.readTree(found.value()).path("perSecond").asInt(PER_SECOND);
                    } catch (IOException e) {
                        throw new IllegalStateException("not an API destination: " + arn, e);
                    }
                })
                .orElse(PER_SECOND);
    }

    private static Delivery delivery(Outgoing outgoing, Call call) {
        return delivery(outgoing, call, outgoing.lane(), 0);
    }

    private static Delivery delivery(Outgoing outgoing, Target call, String lane, int perSecond) {
        SortedMap<String, Attribute> attributes = new TreeMap<>();
        attributes.put("RULE_ARN", Attribute.of(outgoing.rule().arn()));
        attributes.put("TARGET_ARN", Attribute.of(outgoing.target().arn()));
        TargetSpec.Retry retry = outgoing.target().retry();
        return new Delivery(
                lane,
                outgoing.id(),
                call,
                new Policy(
                        new AgedRetries(
                                retry.most(),
                                Duration.ofSeconds(retry.ageSeconds()),
                                Instant.ofEpochMilli(outgoing.entry().timestampMillis())),
                        perSecond,
                        outgoing.target().deadLetterArn(),
                        attributes,
                        LetterForm.EVENTS));
    }
}
