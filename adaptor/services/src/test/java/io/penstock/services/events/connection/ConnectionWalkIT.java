package io.penstock.services.events.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.penstock.kernel.delivery.Destinations.Answer;
import io.penstock.kernel.delivery.Destinations.Call;
import io.penstock.kernel.delivery.Destinations.Impossible;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.services.events.EventsFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.ConnectionOAuthHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ConnectionState;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionAuthRequestParameters;

/** Connections of all types and destinations at random, with crashes and new keys: every call has the credentials of the last change, and none when there must be none. */
@Timeout(120)
final class ConnectionWalkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int STEPS = 150;
    private static final int NAMES = 3;

    /** What a connection is to be. */
    private record Known(String arn, ConnectionAuthorizationType type, String secret, ConnectionState state) {}

    /** What a destination is to be. */
    private record Pointing(String arn, String connection) {}

    private final Map<String, Known> connections = new HashMap<>();
    private final Map<String, Pointing> destinations = new HashMap<>();
    private final List<byte[]> keys = new CopyOnWriteArrayList<>();
    private HttpServer issuer;

    static List<Long> seeds() {
        long first = Long.getLong("penstock.seed", 1);
        return IntStream.range(0, Integer.getInteger("penstock.walks", 4))
                .mapToObj(i -> first + i)
                .toList();
    }

    /** Gives a token that tells the secret, but for some. */
    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        issuer.createContext("/", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String secret = form.substring(form.indexOf("client_secret=") + "client_secret=".length());
            byte[] answer = ("{\"access_token\": \"of-" + secret + "\"}").getBytes(UTF_8);
            exchange.sendResponseHeaders(secret.startsWith("bad") ? 400 : 200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        issuer.start();
    }

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private void rotate(int number) {
        byte[] key = new byte[Secrets.KEY_BYTES];
        Arrays.fill(key, (byte) number);
        keys.addFirst(key);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_call_is_made_as_destination_and_connection_are_now(long seed) {
        Random random = new Random(seed);
        rotate(0);
        int made = 0;
        try (EventsFixture fixture = new EventsFixture(() -> keys)) {
            EventBridgeClient client = fixture.client("000000000000");
            for (int step = 1; step <= STEPS; step++) {
                step(fixture, client, random, step);
                for (String name : List.copyOf(destinations.keySet())) {
                    made += check(fixture, client, name, "seed " + seed + ", step " + step) ? 1 : 0;
                }
            }
        }
        assertThat(made).as("calls of seed " + seed).isPositive();
    }

    private void step(EventsFixture fixture, EventBridgeClient client, Random random, int step) {
        String connection = "c" + random.nextInt(NAMES);
        String destination = "d" + random.nextInt(NAMES);
        Known known = connections.get(connection);
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> connect(client, connection, change(random, step));
            case 3, 4, 5, 6 -> {
                Change change = change(random, step);
                EventsFixture.ask(
                        known == null ? "ResourceNotFoundException" : "",
                        () -> client.updateConnection(update -> update.name(connection)
                                .authorizationType(change.type())
                                .authParameters(updated(change))));
                if (known != null) {
                    connections.put(connection, settled(client, connection, known.arn(), change));
                }
            }
            case 7 -> {
                EventsFixture.ask(
                        known == null ? "ResourceNotFoundException" : "",
                        () -> client.deauthorizeConnection(deauthorize -> deauthorize.name(connection)));
                if (known != null) {
                    connections.put(
                            connection,
                            new Known(known.arn(), known.type(), known.secret(), ConnectionState.DEAUTHORIZED));
                }
            }
            case 8 -> {
                EventsFixture.ask(
                        known == null ? "ResourceNotFoundException" : "",
                        () -> client.deleteConnection(delete -> delete.name(connection)));
                connections.remove(connection);
            }
            case 9, 10, 11 -> point(client, destination, known);
            case 12 -> {
                EventsFixture.ask(
                        destinations.containsKey(destination) ? "" : "ResourceNotFoundException",
                        () -> client.deleteApiDestination(delete -> delete.name(destination)));
                destinations.remove(destination);
            }
            default -> {
                if (random.nextBoolean()) {
                    fixture.world.crashAndRecover();
                } else {
                    rotate(step);
                }
            }
        }
    }

    private record Change(ConnectionAuthorizationType type, String secret) {}

    private static Change change(Random random, int step) {
        ConnectionAuthorizationType type = ConnectionAuthorizationType.knownValues().stream()
                .sorted()
                .toList()
                .get(random.nextInt(3));
        return new Change(type, (random.nextInt(4) == 0 ? "bad" : "good") + step);
    }

    private void connect(EventBridgeClient client, String name, Change change) {
        boolean there = connections.containsKey(name);
        List<String> arns = new ArrayList<>();
        EventsFixture.ask(
                there ? "ResourceAlreadyExistsException" : "",
                () -> arns.add(client.createConnection(create -> create.name(name)
                                .authorizationType(change.type())
                                .authParameters(created(change)))
                        .connectionArn()));
        if (!there) {
            connections.put(name, settled(client, name, arns.getFirst(), change));
        }
    }

    private CreateConnectionAuthRequestParameters created(Change change) {
        return CreateConnectionAuthRequestParameters.builder()
                .applyMutation(auth -> {
                    switch (change.type()) {
                        case BASIC ->
                            auth.basicAuthParameters(
                                    basic -> basic.username("u").password(change.secret()));
                        case API_KEY ->
                            auth.apiKeyAuthParameters(
                                    key -> key.apiKeyName("X-Api-Key").apiKeyValue(change.secret()));
                        default ->
                            auth.oAuthParameters(oauth -> oauth.authorizationEndpoint(endpoint())
                                    .httpMethod(ConnectionOAuthHttpMethod.POST)
                                    .clientParameters(of -> of.clientID("me").clientSecret(change.secret())));
                    }
                })
                .build();
    }

    private UpdateConnectionAuthRequestParameters updated(Change change) {
        return UpdateConnectionAuthRequestParameters.builder()
                .applyMutation(auth -> {
                    switch (change.type()) {
                        case BASIC ->
                            auth.basicAuthParameters(
                                    basic -> basic.username("u").password(change.secret()));
                        case API_KEY ->
                            auth.apiKeyAuthParameters(
                                    key -> key.apiKeyName("X-Api-Key").apiKeyValue(change.secret()));
                        default ->
                            auth.oAuthParameters(oauth -> oauth.authorizationEndpoint(endpoint())
                                    .httpMethod(ConnectionOAuthHttpMethod.POST)
                                    .clientParameters(of -> of.clientID("me").clientSecret(change.secret())));
                    }
                })
                .build();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort() + "/";
    }

    /** When it is known whether there is a token. */
    private static Known settled(EventBridgeClient client, String name, String arn, Change change) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> client.describeConnection(describe -> describe.name(name))
                                .connectionState()
                        != ConnectionState.AUTHORIZING);
        boolean refused = change.type() == ConnectionAuthorizationType.OAUTH_CLIENT_CREDENTIALS
                && change.secret().startsWith("bad");
        ConnectionState state = refused ? ConnectionState.DEAUTHORIZED : ConnectionState.AUTHORIZED;
        assertThat(client.describeConnection(describe -> describe.name(name)).connectionState())
                .isEqualTo(state);
        return new Known(arn, change.type(), change.secret(), state);
    }

    private void point(EventBridgeClient client, String name, @Nullable Known connection) {
        String arn = connection == null ? "arn:aws:events:us-east-1:000000000000:connection/none/0" : connection.arn();
        Pointing before = destinations.get(name);
        List<String> arns = new ArrayList<>();
        EventsFixture.ask(
                connection == null ? "ResourceNotFoundException" : "",
                () -> arns.add(
                        before == null
                                ? client.createApiDestination(create -> create.name(name)
                                                .connectionArn(arn)
                                                .invocationEndpoint("http://127.0.0.1:1/" + name)
                                                .httpMethod(ApiDestinationHttpMethod.POST))
                                        .apiDestinationArn()
                                : client.updateApiDestination(
                                                update -> update.name(name).connectionArn(arn))
                                        .apiDestinationArn()));
        if (!arns.isEmpty()) {
            destinations.put(name, new Pointing(arns.getFirst(), arn));
        }
    }

    /** Whether the call can be made. */
    private boolean check(EventsFixture fixture, EventBridgeClient client, String name, String as) {
        Pointing pointing = Objects.requireNonNull(destinations.get(name));
        Known connection = connections.values().stream()
                .filter(each -> each.arn().equals(pointing.connection()))
                .findFirst()
                .orElse(null);
        boolean authorized = connection != null && connection.state() == ConnectionState.AUTHORIZED;
        assertThat(client.describeApiDestination(describe -> describe.name(name))
                        .apiDestinationStateAsString())
                .as(as)
                .isEqualTo(authorized ? "ACTIVE" : "INACTIVE");
        Answer answer = fixture.calls()
                .call(new Invocation(pointing.arn(), List.of(), new TreeMap<>(), new TreeMap<>(), "{}".getBytes(UTF_8)))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        if (connection == null || !authorized) {
            assertThat(answer)
                    .as(as)
                    .isInstanceOfSatisfying(
                            Impossible.class,
                            refused -> assertThat(refused.code())
                                    .isEqualTo(connection == null ? "NO_RESOURCE" : "NO_PERMISSIONS"));
            return false;
        }
        String secret = connection.secret();
        Map.Entry<String, String> expected = switch (connection.type()) {
            case BASIC ->
                Map.entry(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(("u:" + secret).getBytes(UTF_8)));
            case API_KEY -> Map.entry("X-Api-Key", secret);
            default -> Map.entry("Authorization", "Bearer of-" + secret);
        };
        assertThat(answer).as(as).isInstanceOfSatisfying(Call.class, call -> {
            assertThat(call.headers()).contains(expected);
            assertThat(call.url()).isEqualTo("http://127.0.0.1:1/" + name);
        });
        return true;
    }
}
