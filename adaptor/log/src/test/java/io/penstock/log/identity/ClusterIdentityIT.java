package io.penstock.log.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.record.KafkaRecordLog;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(60)
final class ClusterIdentityIT {

    @Test
    void of_nodes_that_start_together_exactly_one_makes_the_identity(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        try (KafkaClients clients = TestKafka.clients(settings);
                KafkaRecordLog log = new KafkaRecordLog(
                        clients,
                        new TopicNames(settings.topics().prefix()),
                        new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, 1 << 20),
                        1)) {
            get(new KafkaTopics(clients, settings.topics()).ensure(ClusterIdentity.topic()));
            List<CompletableFuture<ClusterIdentity>> nodes = IntStream.range(0, 8)
                    .mapToObj(i -> ClusterIdentity.establish(log, () -> candidate((byte) i)))
                    .toList();
            assertThat(nodes.stream()
                            .map(node -> HexFormat.of().formatHex(get(node).secret()))
                            .distinct())
                    .hasSize(1);
        }
    }

    private static ClusterIdentity candidate(byte node) {
        byte[] secret = new byte[ClusterIdentity.SECRET_BYTES];
        secret[0] = node;
        return new ClusterIdentity(4, secret);
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
