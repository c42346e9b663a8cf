package io.penstock.log.record;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.ScanContract;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
final class KafkaScanContractIT extends ScanContract {

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaRecordLog log;

    KafkaScanContractIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        clients = TestKafka.clients(settings);
        topics = new KafkaTopics(clients, settings.topics());
        log = new KafkaRecordLog(
                clients,
                new TopicNames(settings.topics().prefix()),
                new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, 16 << 20),
                1);
    }

    @AfterEach
    void close() {
        log.close();
        clients.close();
    }

    @Override
    protected RecordLog log() {
        return log;
    }

    @Override
    protected Topics topics() {
        return topics;
    }

    /** The broker's clock moves by itself. */
    @Override
    protected void passTime() {}
}
