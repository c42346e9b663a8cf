package io.penstock.log.topic;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.TopicsContract;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.Futures;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.record.KafkaRecordLog;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
final class KafkaTopicsContractIT extends TopicsContract {

    private final KafkaClients clients;
    private final KafkaTopics topics;
    private final KafkaRecordLog log;
    private final TopicNames names;

    KafkaTopicsContractIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        clients = TestKafka.clients(settings);
        topics = new KafkaTopics(clients, settings.topics());
        names = new TopicNames(settings.topics().prefix());
        log = new KafkaRecordLog(
                clients, names, new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, 16 << 20), 1);
    }

    @AfterEach
    void close() {
        log.close();
        clients.close();
    }

    @Override
    protected Topics topics() {
        return topics;
    }

    @Override
    protected RecordLog log() {
        return log;
    }

    @Override
    protected String config(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, names.physical(topic));
        Config configs = Futures.of(
                        clients.admin().describeConfigs(List.of(resource)).all())
                .orTimeout(10, TimeUnit.SECONDS)
                .join()
                .get(resource);
        return configs == null ? "no such topic" : configs.get(name).value();
    }
}
