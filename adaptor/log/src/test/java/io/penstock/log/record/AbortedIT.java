package io.penstock.log.record;

import static org.awaitility.Awaitility.await;

import io.penstock.broker.EmbeddedBrokerExtension;
import io.penstock.broker.TestBroker;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Feed;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.log.LogSettings;
import io.penstock.log.TestKafka;
import io.penstock.log.client.AdaptiveAppender;
import io.penstock.log.client.KafkaClients;
import io.penstock.log.topic.KafkaTopics;
import io.penstock.log.topic.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is in a log and no consumer is given. */
@ExtendWith(EmbeddedBrokerExtension.class)
@Timeout(60)
final class AbortedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Each but the first finds its readers at the end already, whichever reads. */
    private static final int TRANSACTIONS = 4;

    private static final int RECORDS = 5;

    /** How far a feed was told the log is. */
    private static final class Told implements RecordLog.Receiver {
        private final AtomicLong next = new AtomicLong();

        @Override
        public void records(List<LogRecord> records, long end) {
            next.set(records.getLast().offset() + 1);
        }

        @Override
        public void passed(long reached) {
            next.set(reached);
        }

        @Override
        public void ended() {}
    }

    @Test
    void a_feed_at_the_end_is_told_of_every_transaction_that_leaves_it_nothing(TestBroker broker) {
        LogSettings settings = TestKafka.settings(broker);
        TopicPartition partition = new TopicPartition("aborted-" + System.nanoTime(), 0);
        Map<String, Object> transactional =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", partition.topic());
        Told told = new Told();
        try (KafkaClients clients = TestKafka.clients(settings);
                KafkaRecordLog log = new KafkaRecordLog(
                        clients,
                        new TopicNames(settings.topics().prefix()),
                        new AdaptiveAppender(clients, "data", AdaptiveAppender.Pace.OF_DATA, 16 << 20),
                        1);
                KafkaProducer<String, String> producer =
                        new KafkaProducer<>(transactional, new StringSerializer(), new StringSerializer())) {
            new KafkaTopics(clients, settings.topics())
                    .ensure(new Topics.Spec(partition.topic(), 1, Map.of()))
                    .join();
            Feed feed = log.follow(partition, 0, told);
            producer.initTransactions();
            for (int i = 1; i <= TRANSACTIONS; i++) {
                producer.beginTransaction();
                for (int j = 0; j < RECORDS; j++) {
                    producer.send(new ProducerRecord<>(settings.topics().prefix() + partition.topic(), "aborted"));
                }
                producer.flush();
                producer.abortTransaction();
                long end = i * (RECORDS + 1L);
                await().atMost(PATIENCE).until(() -> told.next.get() == end);
            }
            feed.close();
        }
    }
}
