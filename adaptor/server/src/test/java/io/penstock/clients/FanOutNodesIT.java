package io.penstock.clients;

import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Three nodes over three brokers publish, put and fan out; one of them is killed with {@code kill -9} meanwhile. */
@Timeout(480)
final class FanOutNodesIT {

    private static final int ENOUGH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<ServerProcess> nodes = new ArrayList<>();
    private final List<AutoCloseable> clients = new ArrayList<>();

    @Test
    void everything_acknowledged_by_any_node_arrives(@TempDir Path directory) throws Exception {
        try (TestCluster brokers = TestCluster.start(3);
                Repeating callers = new Repeating()) {
            nodes.addAll(ServerProcess.startNodes(3, brokers.bootstrapServers(), directory));
            FanOutLoad load = FanOutLoad.prepare(nodes.getFirst().endpoint());
            for (ServerProcess node : nodes) {
                SnsClient sns = Sdk.sns(node.endpoint());
                EventBridgeClient events = Sdk.events(node.endpoint());
                clients.addAll(List.of(sns, events));
                callers.start(() -> load.publish(sns));
                callers.start(() -> load.put(events));
            }
            await().atMost(PATIENCE).until(() -> load.acknowledged.size() >= ENOUGH);

            nodes.getFirst().kill();
            int before = load.acknowledged.size();
            await().atMost(PATIENCE).until(() -> load.acknowledged.size() >= before + ENOUGH);
            callers.stop();

            try (SqsClient sqs = Sdk.sync(nodes.getLast().endpoint())) {
                load.awaitDelivery(sqs);
            }
        } finally {
            for (AutoCloseable client : clients) {
                client.close();
            }
            nodes.forEach(ServerProcess::close);
        }
    }
}
