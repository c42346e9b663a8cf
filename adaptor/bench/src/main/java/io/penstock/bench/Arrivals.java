package io.penstock.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A plain consumer at the end of a topic: counts what comes, and how old it is by its {@link Stamp}. */
final class Arrivals implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Histogram latency = new Histogram();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread reader;
    private volatile long expected = Long.MAX_VALUE;
    private final AtomicLong seen = new AtomicLong();
    private volatile long last;
    private volatile boolean closed;

    /** Begins at the topic's end; the topic has one partition. */
    Arrivals(String bootstrap, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        100,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        consumer.position(partition);
        reader = Thread.ofPlatform().name("arrivals").start(this::read);
    }

    private void read() {
        while (!closed && seen.get() < expected) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                last = System.nanoTime();
                latency.add(last - Stamp.of(record.value()));
                seen.incrementAndGet();
            }
        }
        ended.countDown();
    }

    /** Waits until that many have come; returns when the last one did. */
    long await(long count) throws InterruptedException {
        expected = count;
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(seen + " of " + count + " messages came within " + PATIENCE_SECONDS + " s");
        }
        return last;
    }

    /** Of all that came; to be asked behind {@link #await}. */
    Histogram latency() {
        return latency;
    }

    @Override
    public void close() {
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
