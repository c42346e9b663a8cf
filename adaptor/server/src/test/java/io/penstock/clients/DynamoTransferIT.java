package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Servers are killed with {@code kill -9} in the middle of transactions that move money. The sum stays the same for every reader, what was acknowledged has happened and nothing
 * else, and no item stays held.
 */
@Timeout(480)
class DynamoTransferIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CALLERS = 6;
    private static final int READERS = 2;
    private static final int ENOUGH = 150;

    /** Three nodes on two cores are slower. */
    private static final int ENOUGH_OF_NODES = 50;

    /** So few that there are moments at which no account is held, for the readers. */
    private static final int CALLERS_OF_NODES = 2;

    @Test
    void transfers_are_done_once_or_not_at_all_across_a_kill_of_the_server(@TempDir Path directory) throws Exception {
        DynamoTransfers transfers = new DynamoTransfers("transfers");
        AtomicReference<DynamoDbClient> current = new AtomicReference<>();
        List<DynamoDbClient> clients = new ArrayList<>();
        try {
            try (ServerProcess server = ServerProcess.start(directory)) {
                clients.add(Sdk.dynamoOnce(server.endpoint()));
                current.set(clients.getLast());
                transfers.create(clients.getLast());
                transfers.start(CALLERS, READERS, current::get);
                await().atMost(PATIENCE).until(() -> transfers.acknowledged() >= ENOUGH);
                server.kill();
            }
            // The callers go on asking what became of what they began.
            try (ServerProcess server = ServerProcess.start(directory)) {
                clients.add(Sdk.dynamoOnce(server.endpoint()));
                current.set(clients.getLast());
                awaitMore(transfers, ENOUGH);
                transfers.stop();
                transfers.check(clients.getLast());
            }
        } finally {
            clients.forEach(DynamoDbClient::close);
        }
    }

    @Test
    void transfers_are_done_once_or_not_at_all_when_one_of_three_nodes_is_killed(@TempDir Path directory)
            throws Exception {
        DynamoTransfers transfers = new DynamoTransfers("transfers");
        List<ServerProcess> nodes = new ArrayList<>();
        List<DynamoDbClient> clients = new ArrayList<>();
        try (TestCluster brokers = TestCluster.start(3)) {
            nodes.addAll(ServerProcess.startNodes(3, brokers.bootstrapServers(), directory));
            nodes.forEach(node -> clients.add(Sdk.dynamoOnce(node.endpoint())));
            List<DynamoDbClient> alive = new CopyOnWriteArrayList<>(clients);
            AtomicInteger turn = new AtomicInteger();
            transfers.create(clients.getFirst());
            transfers.start(CALLERS_OF_NODES, READERS, () -> {
                List<DynamoDbClient> now = List.copyOf(alive);
                return now.get(Math.floorMod(turn.getAndIncrement(), now.size()));
            });
            await().atMost(PATIENCE).until(() -> transfers.acknowledged() >= ENOUGH_OF_NODES);
            nodes.getFirst().kill();
            alive.remove(clients.getFirst());
            awaitMore(transfers, ENOUGH_OF_NODES);
            transfers.stop();
            transfers.check(clients.getLast());
        } finally {
            clients.forEach(DynamoDbClient::close);
            nodes.forEach(ServerProcess::close);
        }
    }

    /** Transfers and readers get on again. */
    private static void awaitMore(DynamoTransfers transfers, int more) {
        int acknowledged = transfers.acknowledged();
        int counted = transfers.counted();
        await().atMost(PATIENCE)
                .until(() -> transfers.acknowledged() >= acknowledged + more && transfers.counted() >= counted + 2);
        assertThat(transfers.doubts()).as("transactions that the kill met").isPositive();
    }
}
