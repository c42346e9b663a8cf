package io.penstock.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BrokerClusterIT {
    @SuppressWarnings("NullAway.Init")
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.start(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void a_producer_survives_the_orderly_stop_and_the_restart_of_its_leader() throws Exception {
        Records.createTopic(cluster.bootstrapServers(), "moves");
        int leader = cluster.leader("moves", 0);
        try (KafkaProducer<byte[], byte[]> producer = Records.producer(cluster.bootstrapServers())) {
            Records.append(producer, "moves", "before");
            cluster.stop(leader);
            Records.append(producer, "moves", "while down");
            assertThat(cluster.leader("moves", 0)).isNotEqualTo(leader);
            cluster.restart(leader);
            cluster.awaitInSync("moves", 0);
            Records.append(producer, "moves", "after");
        }
        assertThat(Records.readAll(cluster.bootstrapServers(), "moves"))
                .containsExactly("before", "while down", "after");
    }

    @Test
    void a_crashed_leader_is_replaced_and_comes_back_with_its_data() throws Exception {
        Records.createTopic(cluster.bootstrapServers(), "crashes");
        int leader = cluster.leader("crashes", 0);
        try (KafkaProducer<byte[], byte[]> producer = Records.producer(cluster.bootstrapServers())) {
            Records.append(producer, "crashes", "before");
            cluster.crash(leader);
            Records.append(producer, "crashes", "while down");
            cluster.restart(leader);
            cluster.awaitInSync("crashes", 0);
        }
        assertThat(Records.readAll(cluster.bootstrapServers(), "crashes")).containsExactly("before", "while down");
    }
}
