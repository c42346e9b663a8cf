package io.penstock.server.introspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.server.edge.Exchange;
import io.penstock.services.sqs.Sqs;
import io.penstock.services.sqs.op.PeekMessages.Which;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireSettings;
import io.penstock.wire.dispatch.WireDispatcher;
import io.penstock.wire.model.ServiceModel;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * {@code GET /_aws/sqs/messages?QueueUrl=...} and {@code GET /_aws/sqs/messages/<region>/<account>/<queue>}: looks at messages without
 * receiving them, answered as ReceiveMessage answers, in XML or, with {@code Accept: application/json}, in JSON.
 *
 * @see <a href="https://docs.localstack.cloud/aws/services/sqs/#peeking-into-queues">Peeking into queues, LocalStack</a>
 */
public final class SqsMessages {

    private static final String PATH = "/_aws/sqs/messages";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sqs sqs;
    private final WireSettings wire;

    /** @param wire the settings of the calls made here, which are not observed */
    public SqsMessages(Sqs sqs, WireSettings wire) {
        this.sqs = sqs;
        this.wire = new WireSettings(wire.callers(), wire.clock(), wire.random(), wire.limits(), call -> {});
    }

    /** The page, if the request is for it. */
    public Optional<HttpResponse> serve(Exchange exchange) throws InterruptedException {
        String path = exchange.target().rawPath();
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            return Optional.empty();
        }
        if (!exchange.method().equals("GET")) {
            return Optional.of(Page.json(405, Map.of("error", "only GET is served here")));
        }
        Map<String, String> parameters = parameters(exchange.target().rawQuery());
        Optional<Queue> queue = queue(path, parameters);
        if (queue.isEmpty()) {
            return Optional.of(Page.json(
                    400,
                    Map.of(
                            "error",
                            "name a queue: " + PATH + "?QueueUrl=... or " + PATH + "/<region>/<account>/<queue>")));
        }
        return Optional.of(peek(exchange, queue.get(), which(parameters)));
    }

    /** Where to look: a queue URL, and the credential scope to look with. */
    private record Queue(String url, String scope) {}

    private static Optional<Queue> queue(String path, Map<String, String> parameters) {
        String url = parameters.get("QueueUrl");
        if (url != null) {
            return Optional.of(new Queue(url, "test/20260101/" + Region.DEFAULT + "/sqs/aws4_request"));
        }
        String[] parts = path.substring(PATH.length()).split("/", -1);
        if (parts.length != 4 || !Region.isValid(parts[1]) || !AccountId.isValid(parts[2]) || parts[3].isEmpty()) {
            return Optional.empty();
        }
        String name = decoded(parts[3]);
        return Optional.of(new Queue(
                "http://localhost/queue/" + parts[1] + "/" + parts[2] + "/" + name,
                parts[2] + "/20260101/" + parts[1] + "/sqs/aws4_request"));
    }

    private static Which which(Map<String, String> parameters) {
        return new Which(
                Boolean.parseBoolean(parameters.get("ShowInvisible")),
                Boolean.parseBoolean(parameters.get("ShowDelayed")));
    }

    /** ReceiveMessage with another handler: encoding, and errors, are then exactly those of the operation. */
    private HttpResponse peek(Exchange exchange, Queue queue, Which which) throws InterruptedException {
        ServiceDefinition definition = ServiceDefinition.of(ServiceModel.load("sqs"))
                .withoutConstraintChecks()
                .on(
                        "ReceiveMessage",
                        ReceiveMessageRequest.class,
                        (call, request) -> sqs.peek(call, request.queueUrl(), which));
        boolean json = exchange.headers().first("Accept").orElse("").contains("json");
        RequestTarget target =
                new RequestTarget(exchange.target().scheme(), exchange.target().authority(), "/", null);
        HttpRequest request = new HttpRequest("POST", target, headers(queue, json), body(queue, json));
        return new WireDispatcher(List.of(definition), wire).dispatch(request, exchange.cancellation());
    }

    private static Headers headers(Queue queue, boolean json) {
        String authorization = "AWS4-HMAC-SHA256 Credential=" + queue.scope + ", SignedHeaders=host, Signature=0";
        return json
                ? Headers.of(
                        "Authorization", authorization,
                        "Content-Type", "application/x-amz-json-1.0",
                        "X-Amz-Target", "AmazonSQS.ReceiveMessage")
                : Headers.of("Authorization", authorization, "Content-Type", "application/x-www-form-urlencoded");
    }

    private static byte[] body(Queue queue, boolean json) {
        if (json) {
            try {
                return JSON.writeValueAsBytes(Map.of("QueueUrl", queue.url));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a text cannot be written: " + queue.url, e);
            }
        }
        String form = "Action=ReceiveMessage&Version=2012-11-05&QueueUrl="
                + URLEncoder.encode(queue.url, StandardCharsets.UTF_8);
        return form.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> values = new HashMap<>();
        if (query == null) {
            return values;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    /** What is not properly encoded is taken as it is. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
