package io.penstock.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.broker.BrokerStartupException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    private Path directory;

    @Test
    void records_and_cluster_id_survive_an_orderly_restart() throws Exception {
        String clusterId;
        try (EmbeddedBroker broker = start(BrokerSettings.in(directory))) {
            clusterId = broker.clusterId();
            Records.createTopic(broker.bootstrapServers(), "kept");
            try (KafkaProducer<byte[], byte[]> producer = Records.producer(broker.bootstrapServers())) {
                Records.append(producer, "kept", "first");
            }
        }
        try (EmbeddedBroker broker = start(BrokerSettings.in(directory))) {
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            assertThat(Records.readAll(broker.bootstrapServers(), "kept")).containsExactly("first");
            try (KafkaProducer<byte[], byte[]> producer = Records.producer(broker.bootstrapServers())) {
                Records.append(producer, "kept", "second");
            }
            assertThat(Records.readAll(broker.bootstrapServers(), "kept")).containsExactly("first", "second");
        }
    }

    @Test
    void the_chosen_port_is_used_and_a_taken_one_is_refused() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            assertRefused(BrokerSettings.in(directory).withPort(port), Reason.PORT_IN_USE, "port " + port);
        }
        try (EmbeddedBroker broker = start(BrokerSettings.in(directory).withPort(port))) {
            assertThat(broker.port()).isEqualTo(port);
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
        }
    }

    @Test
    void a_directory_in_use_is_refused_until_its_broker_has_stopped() {
        try (EmbeddedBroker first = start(BrokerSettings.in(directory))) {
            assertThat(first.port()).isPositive();
            assertRefused(BrokerSettings.in(directory), Reason.DATA_DIRECTORY_IN_USE, directory.toString());
        }
        try (EmbeddedBroker next = start(BrokerSettings.in(directory))) {
            assertThat(next.port()).isPositive();
        }
    }

    @Test
    void a_refused_property_is_reported_and_leaves_the_directory_free() {
        BrokerSettings wrong = BrokerSettings.in(directory).withProperties(Map.of("num.io.threads", "none"));
        assertRefused(wrong, Reason.BROKER_FAILED, "num.io.threads");
        try (EmbeddedBroker broker = start(BrokerSettings.in(directory))) {
            assertThat(broker.port()).isPositive();
        }
    }

    @Test
    void listeners_and_directories_are_not_the_users_to_change() {
        BrokerSettings wrong = BrokerSettings.in(directory).withProperties(Map.of("log.dirs", "/elsewhere"));
        assertRefused(wrong, Reason.BROKER_FAILED, "log.dirs cannot be changed");
    }

    @Test
    void flushing_every_message_and_the_advertised_host_reach_the_clients() throws Exception {
        BrokerSettings settings =
                BrokerSettings.in(directory).withFlushEveryMessage(true).withAdvertisedHost("localhost");
        try (EmbeddedBroker broker = start(settings);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Node node = admin.describeCluster()
                    .nodes()
                    .get(30, TimeUnit.SECONDS)
                    .iterator()
                    .next();
            assertThat(node.host()).isEqualTo("localhost");
            assertThat(node.port()).isEqualTo(broker.port());

            Records.createTopic(broker.bootstrapServers(), "flushed");
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "flushed");
            Config config = admin.describeConfigs(List.of(topic)).all().get(30, TimeUnit.SECONDS).values().stream()
                    .findFirst()
                    .orElseThrow();
            assertThat(config.get("flush.messages").value()).isEqualTo("1");
        }
    }

    @Test
    void a_lost_log_directory_is_told_once_and_does_not_end_the_process() throws Exception {
        BlockingQueue<BrokerFault> faults = new LinkedBlockingQueue<>();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory), faults::add);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Records.createTopic(broker.bootstrapServers(), "lost");
            // A topic is told of before its directory is made; an acknowledged record is in it.
            try (var producer = Records.producer(broker.bootstrapServers())) {
                Records.append(producer, "lost", "there");
            }
            TestBroker.deleteTree(directory.resolve("kafka/lost-0"));
            // The broker renames the partition's directory, finds it gone and gives its only log directory up.
            admin.deleteTopics(List.of("lost"));
            assertThat(faults.poll(60, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void a_directory_another_kafka_broker_formatted_is_refused_and_left_untouched() throws IOException {
        Files.writeString(directory.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=other\n");
        assertRefused(BrokerSettings.in(directory), Reason.DATA_DIRECTORY_FOREIGN, "another Kafka broker");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("meta.properties"));
        }
    }

    private static EmbeddedBroker start(BrokerSettings settings) {
        return EmbeddedBroker.start(settings, fault -> {
            throw new IllegalStateException("unexpected fault: " + fault);
        });
    }

    private static void assertRefused(BrokerSettings settings, Reason reason, String part) {
        assertThatExceptionOfType(BrokerStartupException.class)
                .isThrownBy(() -> start(settings).close())
                .withMessageContaining(part)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
