package io.penstock.log.record;

import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka's records as the port's. */
public final class Records {

    private static final byte[] NOTHING = new byte[0];

    private Records() {}

    /** A record without a value has an empty one; so has a header. */
    public static LogRecord of(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = new ArrayList<>();
        record.headers()
                .forEach(header ->
                        headers.add(new Header(header.key(), header.value() == null ? NOTHING : header.value())));
        return new LogRecord(
                record.offset(),
                record.timestamp(),
                record.key(),
                record.value() == null ? NOTHING : record.value(),
                headers);
    }
}
