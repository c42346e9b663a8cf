package io.penstock.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationState;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.ConnectionBodyParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHeaderParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionOAuthHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ConnectionState;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Connections and API destinations over HTTP, calling a real server. */
@ExtendWith(SharedServer.class)
final class EventsDestinationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "an-absolutely-secret-word";

    private final TestServer server;
    private final EventBridgeClient events;
    private final SqsClient sqs;
    private final Webhook hook = new Webhook();
    private final String name = "api-" + System.nanoTime();

    EventsDestinationIT(TestServer server) {
        this.server = server;
        this.events = Sdk.events(server.endpoint());
        this.sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        events.close();
        sqs.close();
        hook.close();
    }

    private String connect(ConnectionAuthorizationType type, CreateConnectionAuthRequestParameters auth) {
        return events.createConnection(
                        create -> create.name(name).authorizationType(type).authParameters(auth))
                .connectionArn();
    }

    private static CreateConnectionAuthRequestParameters basic() {
        return CreateConnectionAuthRequestParameters.builder()
                .basicAuthParameters(basic -> basic.username("user").password(SECRET))
                .invocationHttpParameters(more -> more.headerParameters(ConnectionHeaderParameter.builder()
                                .key("X-Key")
                                .value(SECRET)
                                .isValueSecret(true)
                                .build())
                        .bodyParameters(ConnectionBodyParameter.builder()
                                .key("added")
                                .value("open")
                                .build()))
                .build();
    }

    private String destination(String connection, String path) {
        return events.createApiDestination(create -> create.name(name)
                        .connectionArn(connection)
                        .invocationEndpoint(hook.url(path))
                        .httpMethod(ApiDestinationHttpMethod.PUT))
                .apiDestinationArn();
    }

    private void rule(Target target) {
        events.putRule(put -> put.name(name).eventPattern("{\"source\": [\"" + name + "\"]}"));
        assertThat(events.putTargets(put -> put.rule(name).targets(target)).failedEntryCount())
                .isZero();
    }

    private void put(String detail) {
        assertThat(events.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                                .source(name)
                                .detailType("t")
                                .detail(detail)
                                .build()))
                        .failedEntryCount())
                .isZero();
    }

    private Target target(String arn) {
        return Target.builder()
                .id("t")
                .arn(arn)
                .inputPath("$.detail")
                .deadLetterConfig(dead -> dead.arn("arn:aws:sqs:us-east-1:000000000000:" + name))
                .retryPolicy(retry -> retry.maximumRetryAttempts(2))
                .build();
    }

    private Message deadLetter() {
        String url = sqs.getQueueUrl(get -> get.queueName(name)).queueUrl();
        List<Message> received = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            received.addAll(sqs.receiveMessage(
                            receive -> receive.queueUrl(url).waitTimeSeconds(1).messageAttributeNames("All"))
                    .messages());
            return !received.isEmpty();
        });
        return received.getFirst();
    }

    private static String attribute(Message letter, String attribute) {
        return letter.messageAttributes()
                .getOrDefault(attribute, MessageAttributeValue.builder().build())
                .stringValue();
    }

    private static void refused(String code, String text, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EventBridgeException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).contains(text);
        });
    }

    @Test
    void a_call_has_what_target_and_connection_say_and_secrets_are_nowhere_to_be_read() {
        String destination = destination(connect(ConnectionAuthorizationType.BASIC, basic()), "/of/*/items");
        rule(target(destination).toBuilder()
                .httpParameters(http -> http.pathParameterValues("$.detail.id")
                        .headerParameters(Map.of("X-Key", "overridden", "X-Other", "$.source"))
                        .queryStringParameters(Map.of("q", "a b")))
                .build());
        put("{\"id\": \"x/y\"}");
        await().atMost(PATIENCE).until(() -> !hook.requests.isEmpty());
        Webhook.Request request = hook.requests.iterator().next();
        assertThat(request.path()).isEqualTo("/of/x%2Fy/items?q=a%20b");
        assertThat(request.body()).isEqualTo("{\"id\":\"x/y\",\"added\":\"open\"}");
        assertThat(request.header("X-Key")).isEqualTo(SECRET);
        assertThat(request.header("X-Other")).isEqualTo(name);
        assertThat(request.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(request.header("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes(UTF_8)));
        var described = events.describeConnection(describe -> describe.name(name));
        assertThat(described.toString()).doesNotContain(SECRET);
        assertThat(described.connectionState()).isEqualTo(ConnectionState.AUTHORIZED);
        assertThat(described.lastAuthorizedTime()).isNotNull();
        assertThat(described.authParameters().invocationHttpParameters().bodyParameters())
                .singleElement()
                .satisfies(each -> assertThat(each.value()).isEqualTo("open"));
        assertThat(inKafka(SECRET)).isEmpty();
        assertThat(inKafka(destination)).as("what is looked for is found").isNotEmpty();
    }

    /** Topics with records that hold a text. */
    private List<String> inKafka(String text) {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.listTopics().values().stream()
                    .flatMap(List::stream)
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    boolean holds = record.value() != null && new String(record.value(), UTF_8).contains(text);
                    for (var header : record.headers()) {
                        holds |= header.value() != null && new String(header.value(), UTF_8).contains(text);
                    }
                    if (holds) {
                        found.add(record.topic());
                    }
                });
            }
        }
        return found;
    }

    @Test
    void what_fails_for_a_time_is_retried_and_what_fails_for_good_is_a_dead_letter() {
        sqs.createQueue(create -> create.queueName(name));
        rule(target(destination(connect(ConnectionAuthorizationType.BASIC, basic()), "/a")));
        AtomicInteger calls = new AtomicInteger();
        hook.answer = request -> request.body().contains("bad") ? 404 : calls.incrementAndGet() < 2 ? 503 : 200;
        put("{\"n\": 1}");
        await().atMost(PATIENCE).until(() -> calls.get() == 2);
        put("{\"n\": \"bad\"}");
        Message letter = deadLetter();
        assertThat(letter.body()).contains("bad");
        assertThat(attribute(letter, "ERROR_CODE")).isEqualTo("ERROR_FROM_TARGET");
        assertThat(attribute(letter, "RETRY_ATTEMPTS")).isEqualTo("0");
        assertThat(attribute(letter, "TARGET_ARN")).contains(":api-destination/");
    }

    @Test
    void tokens_of_oauth_are_kept_until_they_are_refused() throws Exception {
        ConcurrentLinkedQueue<String> forms = new ConcurrentLinkedQueue<>();
        AtomicInteger tokens = new AtomicInteger();
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/token", exchange -> {
            forms.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] answer = ("{\"access_token\": \"token-" + tokens.incrementAndGet() + "\", \"expires_in\": 3600}")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        issuer.start();
        try {
            String connection = connect(
                    ConnectionAuthorizationType.OAUTH_CLIENT_CREDENTIALS,
                    CreateConnectionAuthRequestParameters.builder()
                            .oAuthParameters(oauth -> oauth.authorizationEndpoint("http://127.0.0.1:"
                                            + issuer.getAddress().getPort() + "/token")
                                    .httpMethod(ConnectionOAuthHttpMethod.POST)
                                    .clientParameters(
                                            client -> client.clientID("me").clientSecret(SECRET))
                                    .oAuthHttpParameters(more -> more.bodyParameters(ConnectionBodyParameter.builder()
                                            .key("audience")
                                            .value("all of it")
                                            .build())))
                            .build());
            await().atMost(PATIENCE)
                    .until(() -> events.describeConnection(describe -> describe.name(name))
                                    .connectionState()
                            == ConnectionState.AUTHORIZED);
            rule(target(destination(connection, "/b")));
            put("{\"n\": 1}");
            put("{\"n\": 2}");
            await().atMost(PATIENCE).until(() -> hook.requests.size() == 2);
            assertThat(hook.requests)
                    .allMatch(request -> request.header("Authorization").equals("Bearer token-1"));
            assertThat(forms)
                    .containsExactly("grant_type=client_credentials&client_id=me&client_secret=" + SECRET
                            + "&audience=all+of+it");
            hook.answer = request -> request.header("Authorization").equals("Bearer token-1") ? 401 : 200;
            put("{\"n\": 3}");
            await().atMost(PATIENCE)
                    .until(() -> hook.requests.stream()
                            .anyMatch(request -> request.header("Authorization").equals("Bearer token-2")));
            assertThat(tokens).hasValue(2);
            assertThat(inKafka(SECRET)).isEmpty();
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void what_aws_refuses_is_refused_and_states_follow_the_connection() {
        String connection = connect(ConnectionAuthorizationType.BASIC, basic());
        refused(
                "ResourceAlreadyExistsException",
                "already exists",
                () -> connect(ConnectionAuthorizationType.BASIC, basic()));
        refused(
                "ResourceNotFoundException",
                "Failed to describe the connection(s). Connection 'none' does not exist.",
                () -> events.describeConnection(describe -> describe.name("none")));
        refused(
                "ValidationException",
                "authorization type API_KEY",
                () -> events.createConnection(create -> create.name(name + "2")
                        .authorizationType(ConnectionAuthorizationType.API_KEY)
                        .authParameters(basic())));
        String destination = destination(connection, "/c");
        assertThat(destination).matches(".*:api-destination/" + name + "/[0-9a-f-]{36}");
        refused(
                "ResourceNotFoundException",
                "Failed to describe the api-destination(s). An api-destination 'none' does not exist.",
                () -> events.describeApiDestination(describe -> describe.name("none")));
        var described = events.describeApiDestination(describe -> describe.name(name));
        assertThat(described.invocationRateLimitPerSecond()).isEqualTo(300);
        assertThat(described.apiDestinationState()).isEqualTo(ApiDestinationState.ACTIVE);
        events.deauthorizeConnection(deauthorize -> deauthorize.name(name));
        assertThat(events.listConnections(list -> list.namePrefix(name)).connections())
                .singleElement()
                .satisfies(each -> assertThat(each.connectionState()).isEqualTo(ConnectionState.DEAUTHORIZED));
        assertThat(events.describeApiDestination(describe -> describe.name(name))
                        .apiDestinationState())
                .isEqualTo(ApiDestinationState.INACTIVE);
        events.updateConnection(update -> update.name(name)
                .authParameters(auth ->
                        auth.basicAuthParameters(basic -> basic.username("u").password("p"))));
        assertThat(events.describeApiDestination(describe -> describe.name(name))
                        .apiDestinationState())
                .isEqualTo(ApiDestinationState.ACTIVE);
        events.updateApiDestination(update -> update.name(name).invocationRateLimitPerSecond(5));
        assertThat(events.listApiDestinations(list -> list.connectionArn(connection))
                        .apiDestinations())
                .singleElement()
                .satisfies(
                        each -> assertThat(each.invocationRateLimitPerSecond()).isEqualTo(5));
        refused(
                "ValidationException",
                "API destinations must be of the rule's account and Region",
                () -> rule(Target.builder()
                        .id("t")
                        .arn(destination.replace("000000000000", "000000000001"))
                        .build()));
        events.deleteRule(delete -> delete.name(name));
        events.deleteApiDestination(delete -> delete.name(name));
        events.deleteConnection(delete -> delete.name(name));
        refused(
                "ResourceNotFoundException",
                "does not exist",
                () -> events.deleteConnection(delete -> delete.name(name)));
    }
}
