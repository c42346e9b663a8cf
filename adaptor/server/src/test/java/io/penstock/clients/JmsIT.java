package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazon.sqs.javamessaging.ProviderConfiguration;
import com.amazon.sqs.javamessaging.SQSConnection;
import com.amazon.sqs.javamessaging.SQSConnectionFactory;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Amazon's JMS provider for SQS, with the acknowledgement modes that applications rely on. */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class JmsIT {

    private static final long PATIENCE_MILLIS = 10_000;

    private final SqsClient sqs;
    private final SQSConnection connection;

    JmsIT(TestServer server) throws JMSException {
        sqs = Sdk.sync(server.endpoint());
        connection = new SQSConnectionFactory(new ProviderConfiguration(), sqs).createConnection();
    }

    @BeforeEach
    void start() throws JMSException {
        connection.start();
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
        sqs.close();
    }

    @Test
    void a_producer_reaches_a_listener_with_properties_and_types() throws Exception {
        TestQueue queue = TestQueue.create(sqs);
        BlockingQueue<Message> heard = new LinkedBlockingQueue<>();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        session.createConsumer(session.createQueue(queue.name())).setMessageListener(heard::add);
        try (MessageProducer producer = session.createProducer(session.createQueue(queue.name()))) {
            TextMessage text = session.createTextMessage("hello ☃");
            text.setIntProperty("amount", 42);
            text.setStringProperty("currency", "EUR");
            producer.send(text);
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes(new byte[] {1, 2, 3});
            producer.send(bytes);
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Message message = heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(message).as("message %d", i).isNotNull();
            messages.add(message);
        }
        assertThat(messages).hasAtLeastOneElementOfType(BytesMessage.class).anySatisfy(message -> {
            assertThat(((TextMessage) message).getText()).isEqualTo("hello ☃");
            assertThat(message.getIntProperty("amount")).isEqualTo(42);
            assertThat(message.getStringProperty("currency")).isEqualTo("EUR");
        });
        queue.awaitCounts(0, 0, 0);
    }

    @Test
    void what_a_client_does_not_acknowledge_is_redelivered() throws Exception {
        TestQueue queue = TestQueue.create(sqs, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1"));
        queue.send("work");
        Session session = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(session.createQueue(queue.name()));
        Message first = consumer.receive(PATIENCE_MILLIS);
        assertThat(first.getJMSRedelivered()).isFalse();
        Message second = consumer.receive(PATIENCE_MILLIS);
        assertThat(second.getJMSMessageID()).isEqualTo(first.getJMSMessageID());
        assertThat(second.getJMSRedelivered()).isTrue();
        assertThat(second.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
        second.acknowledge();
        consumer.close();
        queue.awaitCounts(0, 0, 0);
    }

    @Test
    void message_groups_arrive_in_order() throws Exception {
        TestQueue queue = TestQueue.createFifo(sqs, Map.of());
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        try (MessageProducer producer = session.createProducer(session.createQueue(queue.name()))) {
            for (int number = 0; number < 12; number++) {
                TextMessage message = session.createTextMessage("m" + number);
                message.setStringProperty("JMSXGroupID", "g" + number % 2);
                message.setStringProperty("JMS_SQS_DeduplicationId", "d" + number);
                producer.send(message);
                assertThat(message.getStringProperty("JMS_SQS_SequenceNumber")).hasSize(20);
            }
        }
        List<Integer> even = new ArrayList<>();
        List<Integer> odd = new ArrayList<>();
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue.name()))) {
            for (int i = 0; i < 12; i++) {
                TextMessage message = (TextMessage) consumer.receive(PATIENCE_MILLIS);
                assertThat(message).as("message %d", i).isNotNull();
                int number = Integer.parseInt(message.getText().substring(1));
                (message.getStringProperty("JMSXGroupID").equals("g0") ? even : odd).add(number);
            }
        }
        assertThat(even).containsExactly(0, 2, 4, 6, 8, 10);
        assertThat(odd).containsExactly(1, 3, 5, 7, 9, 11);
    }
}
