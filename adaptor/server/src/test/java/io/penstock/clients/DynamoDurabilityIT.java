package io.penstock.clients;

import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Servers under conditional and plain writes and consistent reads are killed with {@code kill -9}. What callers were told is one history from before the
 * first kill to after the last start: no acknowledged write may be lost in it, and no condition violated.
 */
@Timeout(480)
class DynamoDurabilityIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CALLERS = 12;
    private static final int ENOUGH = 2_000;

    /** Three nodes on two cores are slower. */
    private static final int ENOUGH_OF_NODES = 1_000;

    @Test
    void the_history_of_every_key_is_linearizable_across_kills_of_the_server(@TempDir Path directory) throws Exception {
        DynamoLoad load = new DynamoLoad("killed");
        for (int start = 0; start < 3; start++) {
            try (ServerProcess server = ServerProcess.start(directory);
                    DynamoDbClient client = Sdk.dynamoOnce(server.endpoint())) {
                if (start == 0) {
                    load.create(client);
                } else {
                    load.readAll(client);
                }
                long before = load.answered();
                load.start(CALLERS, () -> client);
                await().atMost(PATIENCE).until(() -> load.answered() >= before + ENOUGH);
                if (start < 2) {
                    server.kill();
                }
                load.stop();
            }
        }
        load.check();
    }

    @Test
    void the_history_of_every_key_is_linearizable_when_one_of_three_nodes_is_killed(@TempDir Path directory)
            throws Exception {
        DynamoLoad load = new DynamoLoad("killed");
        List<ServerProcess> nodes = new ArrayList<>();
        List<DynamoDbClient> clients = new ArrayList<>();
        try (TestCluster brokers = TestCluster.start(3)) {
            nodes.addAll(ServerProcess.startNodes(3, brokers.bootstrapServers(), directory));
            nodes.forEach(node -> clients.add(Sdk.dynamoOnce(node.endpoint())));
            List<DynamoDbClient> alive = new CopyOnWriteArrayList<>(clients);
            AtomicInteger turn = new AtomicInteger();
            load.create(clients.getFirst());
            load.start(CALLERS, () -> {
                List<DynamoDbClient> now = List.copyOf(alive);
                return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
            });
            await().atMost(PATIENCE).until(() -> load.answered() >= ENOUGH_OF_NODES);
            alive.remove(clients.getFirst());
            nodes.getFirst().kill();
            await().atMost(PATIENCE).until(() -> load.answered() >= 2 * ENOUGH_OF_NODES);
            load.stop();
            await().atMost(PATIENCE).untilAsserted(() -> load.readAll(clients.getLast()));
            load.check();
        } finally {
            clients.forEach(DynamoDbClient::close);
            nodes.forEach(ServerProcess::close);
        }
    }
}
