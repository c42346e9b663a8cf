package io.penstock.broker;

import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Main of a child JVM that appends for ever and prints the number of each record once it is acknowledged. */
final class BrokerChild {
    static final String TOPIC = "child";

    private BrokerChild() {}

    public static void main(String[] args) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(Path.of(args[0])), fault -> {})) {
            Records.createTopic(broker.bootstrapServers(), TOPIC);
            try (KafkaProducer<byte[], byte[]> producer = Records.producer(broker.bootstrapServers())) {
                for (int number = 0; ; number++) {
                    Records.append(producer, TOPIC, Integer.toString(number));
                    System.out.println(number);
                }
            }
        }
    }
}
