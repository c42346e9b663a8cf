package io.penstock.log.catalog;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.contract.CatalogContract;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.KafkaTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedBrokerExtension.class)
final class KafkaCatalogContractIT extends CatalogContract {

    private final KafkaClients clients;
    private final AdaptiveAppender appender;
    private final TopicPartition partition;
    private final List<KafkaCatalog> nodes = new ArrayList<>();

    KafkaCatalogContractIT(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        clients = TestKafka.clients(settings);
        appender = new AdaptiveAppender(clients, "journal", AdaptiveAppender.Pace.OF_JOURNALS, 16 << 20);
        get(new KafkaTopics(clients, settings.topics()).ensure(KafkaCatalog.topic()));
        partition = new TopicPartition(settings.topics().prefix() + KafkaCatalog.TOPIC, 0);
        anotherNode();
    }

    @AfterEach
    void close() {
        nodes.forEach(KafkaCatalog::close);
        appender.close();
        clients.close();
    }

    @Override
    protected Catalog catalog() {
        return nodes.getFirst();
    }

    @Override
    protected Catalog anotherNode() {
        KafkaCatalog node = new KafkaCatalog(clients, partition, appender);
        nodes.add(node);
        get(node.loaded());
        return node;
    }

    @Override
    protected void writeLate(Entry entry) {
        CompletableFuture<Long> written = new CompletableFuture<>();
        appender.append(partition, CatalogCodec.encode(entry), (offset, timestamp, error) -> written.complete(offset));
        get(written);
    }

    private static <T> void get(CompletableFuture<T> future) {
        future.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
