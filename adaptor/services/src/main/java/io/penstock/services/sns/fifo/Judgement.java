package io.penstock.services.sns.fifo;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What decides whether records are duplicates: their place, the broker's time and their key, 32 bytes each. The record says it all, so that everybody who reads
 * the log decides alike, whatever the topic's attributes are by then.
 */
final class Judgement {

    /** Header of a record: MessageDeduplicationId, or what stands for it. */
    static final String DEDUPLICATION_ID = "sns.deduplication-id";

    /** Header of a record: {@code group} if only messages of its group can be its duplicates. */
    static final String SCOPE = "sns.deduplication-scope";

    static final String GROUP = "group";

    private static final int BYTES = 4 * Long.BYTES;

    private Judgement() {}

    /** Records without an id are never duplicates and are left out. */
    static byte[] pack(List<LogRecord> records) {
        ByteBuffer packed = ByteBuffer.allocate(records.size() * BYTES);
        for (LogRecord record : records) {
            record.header(DEDUPLICATION_ID).map(Header::text).ifPresent(id -> {
                Hash128 key = key(record, id);
                packed.putLong(record.offset())
                        .putLong(record.timestampMillis())
                        .putLong(key.high())
                        .putLong(key.low());
            });
        }
        byte[] bytes = new byte[packed.position()];
        packed.flip().get(bytes);
        return bytes;
    }

    private static Hash128 key(LogRecord record, String id) {
        byte[] group = record.key();
        boolean perGroup = group != null
                && record.header(SCOPE).map(Header::text).filter(GROUP::equals).isPresent();
        return perGroup ? Hash128.of("group", new String(group, StandardCharsets.UTF_8), id) : Hash128.of("topic", id);
    }

    /** Takes records one by one. */
    @FunctionalInterface
    interface Visitor {
        void visit(long offset, long atMillis, Hash128 key);
    }

    static void each(byte[] packed, Visitor visitor) {
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        while (bytes.hasRemaining()) {
            visitor.visit(bytes.getLong(), bytes.getLong(), new Hash128(bytes.getLong(), bytes.getLong()));
        }
    }
}
