package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.broker.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The topologies beside servers that leave it to them, killed with {@code kill -9} and started again; then a server that takes part. */
@Timeout(480)
final class StreamsMainIT {

    private static final int ENOUGH = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void processes_of_their_own_fan_out_and_lose_nothing_when_killed(@TempDir Path directory) throws Exception {
        try (TestCluster brokers = TestCluster.start(1);
                ServerProcess server = start(brokers, directory.resolve("server"), "streams.enabled=false");
                SnsClient sns = Sdk.sns(server.endpoint());
                EventBridgeClient events = Sdk.events(server.endpoint());
                SqsClient sqs = Sdk.sync(server.endpoint())) {
            String kafka = brokers.bootstrapServers();
            Path state = directory.resolve("streams");
            try (StreamsProcess early = StreamsProcess.start(kafka, state);
                    Repeating callers = new Repeating()) {
                // It was there before the topics that it reads.
                FanOutLoad load = FanOutLoad.prepare(server.endpoint());
                load.publish(sns);
                load.put(events);
                load.awaitDelivery(sqs);
                assertThat(members(kafka)).isEqualTo(2);

                callers.start(() -> load.publish(sns));
                callers.start(() -> load.put(events));
                await().atMost(PATIENCE).until(() -> load.acknowledged.size() >= ENOUGH);
                early.kill();
                int before = load.acknowledged.size();
                await().atMost(PATIENCE).until(() -> load.acknowledged.size() >= before + ENOUGH);
                callers.stop();

                try (StreamsProcess again = StreamsProcess.start(kafka, state)) {
                    load.awaitDelivery(sqs);
                    assertThat(again.process().isAlive()).isTrue();
                }

                load.publish(sns);
                load.put(events);
                try (ServerProcess sharing = start(brokers, directory.resolve("sharing"), "streams.enabled=true")) {
                    assertThat(sharing.endpoint()).isNotNull();
                    load.awaitDelivery(sqs);
                }
            }
        }
    }

    private static ServerProcess start(TestCluster brokers, Path directory, String setting) {
        return ServerProcess.startNode(brokers.bootstrapServers(), directory, ServerProcess.onOneBroker(setting));
    }

    /** Of both consumer groups. */
    private static int members(String kafka) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            return admin
                    .describeConsumerGroups(List.of("penstock.sns", "penstock.events"))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToInt(group -> group.members().size())
                    .sum();
        }
    }
}
