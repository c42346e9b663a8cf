package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ApiDestinationHttpMethod;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.EventSourceState;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * A partner, a customer and an API destination with three nodes, each asked at another one; then one is killed with {@code kill -9}. Sources, connections and destinations are known at every
 * node, and what any node has taken arrives.
 */
@Timeout(300)
final class EventsNodesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CUSTOMER = "000000000000";
    private static final String PARTNER = "111111111111";
    private static final String SOURCE = "aws.partner/nodes.example.com/orders";

    /** Every node seals and opens the secrets of connections. */
    private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private final List<ServerProcess> nodes = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private int number;

    @Test
    void what_any_node_has_taken_arrives_though_another_one_is_killed(@TempDir Path directory) throws Exception {
        try (TestCluster brokers = TestCluster.start(1);
                Webhook hook = new Webhook()) {
            nodes.addAll(ServerProcess.startNodes(
                    3, brokers.bootstrapServers(), directory, ServerProcess.onOneBroker("events.secret-key=" + KEY)));
            prepare(hook);
            for (int node = 0; node < nodes.size(); node++) {
                assertThat(as(CUSTOMER, node, EventsNodesIT::state)).isEqualTo(EventSourceState.ACTIVE);
                arrives(hook, node);
            }
            nodes.getFirst().kill();
            for (int node = 1; node < nodes.size(); node++) {
                arrives(hook, node);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(bodies(hook)).containsAll(acknowledged));
            assertThat(hook.requests)
                    .allMatch(request -> request.header("X-Api-Key").equals("v"));
        } finally {
            nodes.forEach(ServerProcess::close);
        }
    }

    private static EventSourceState state(EventBridgeClient client) {
        return client.describeEventSource(describe -> describe.name(SOURCE)).state();
    }

    private static Set<String> bodies(Webhook hook) {
        Set<String> bodies = new HashSet<>();
        hook.requests.forEach(request -> bodies.add(request.body()));
        return bodies;
    }

    private <T> T as(String account, int node, Function<EventBridgeClient, T> call) {
        try (EventBridgeClient client = Sdk.eventsOf(account, nodes.get(node).endpoint())) {
            return call.apply(client);
        }
    }

    /** Each at another node, which may know of what the others have done a moment later. */
    private void prepare(Webhook hook) {
        as(
                PARTNER,
                0,
                client -> client.createPartnerEventSource(
                        create -> create.name(SOURCE).account(CUSTOMER)));
        as(
                CUSTOMER,
                1,
                client -> client.createEventBus(create -> create.name(SOURCE).eventSourceName(SOURCE)));
        String connection = as(
                CUSTOMER,
                2,
                client -> client.createConnection(create -> create.name("c")
                                .authorizationType(ConnectionAuthorizationType.API_KEY)
                                .authParameters(auth -> auth.apiKeyAuthParameters(
                                        key -> key.apiKeyName("X-Api-Key").apiKeyValue("v"))))
                        .connectionArn());
        String destination = as(
                CUSTOMER,
                0,
                client -> client.createApiDestination(create -> create.name("d")
                                .connectionArn(connection)
                                .invocationEndpoint(hook.url("/"))
                                .httpMethod(ApiDestinationHttpMethod.POST))
                        .apiDestinationArn());
        as(
                CUSTOMER,
                1,
                client -> client.putRule(put ->
                        put.name("r").eventBusName(SOURCE).eventPattern("{\"account\": [\"" + CUSTOMER + "\"]}")));
        as(
                CUSTOMER,
                2,
                client -> client.putTargets(put -> put.rule("r")
                        .eventBusName(SOURCE)
                        .targets(Target.builder()
                                .id("t")
                                .arn(destination)
                                .inputPath("$.detail.n")
                                .build())));
    }

    /** A node that does not know the bus or its rule yet takes events, which go nowhere: then another one is put. What is put after the first that arrived, arrives. */
    private void arrives(Webhook hook, int node) {
        Set<String> tried = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).until(() -> {
            tried.add(put(node));
            return bodies(hook).stream().anyMatch(tried::contains);
        });
        for (int i = 0; i < 20; i++) {
            String more = put(node);
            if (!more.isEmpty()) {
                acknowledged.add(more);
            }
        }
    }

    /** The number of the event; empty when it was not taken. */
    private String put(int node) {
        int n = ++number;
        try {
            return as(
                                    PARTNER,
                                    node,
                                    client -> client.putPartnerEvents(
                                                    put -> put.entries(PutPartnerEventsRequestEntry.builder()
                                                            .source(SOURCE)
                                                            .detailType("t")
                                                            .detail("{\"n\": " + n + "}")
                                                            .build()))
                                            .entries()
                                            .getFirst()
                                            .eventId())
                            == null
                    ? ""
                    : Integer.toString(n);
        } catch (SdkException e) {
            return "";
        }
    }
}
