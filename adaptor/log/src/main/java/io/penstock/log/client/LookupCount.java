package io.penstock.log.client;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.ClusterResourceListener;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Counts how often producers get metadata, and with it the ids of topics: a producer tells what it serializes with, on the thread that sends, before it sends
 * by the new metadata. One for all producers.
 */
final class LookupCount extends ByteArraySerializer implements ClusterResourceListener {

    private final AtomicLong count = new AtomicLong();

    @Override
    public void onUpdate(ClusterResource cluster) {
        count.incrementAndGet();
    }

    long count() {
        return count.get();
    }
}
