package io.penstock.log.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Entries as records of the catalog's topic. Every format ever written stays readable. */
final class CatalogCodec {

    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Long.BYTES;

    private CatalogCodec() {}

    static NewRecord encode(Entry entry) {
        if (entry.kind().indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a kind has no zero character: " + entry.kind());
        }
        byte[] value = ByteBuffer.allocate(HEAD + entry.value().length)
                .put(FORMAT)
                .putLong(entry.version())
                .put(entry.value())
                .array();
        return new NewRecord((entry.kind() + '\0' + entry.key()).getBytes(UTF_8), value, List.of());
    }

    static Entry decode(LogRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        if (key == null || value.length < HEAD || value[0] != FORMAT) {
            throw new IllegalStateException("not a catalog record of a known format at offset " + record.offset());
        }
        String text = new String(key, UTF_8);
        int zero = text.indexOf('\0');
        if (zero < 0) {
            throw new IllegalStateException("a catalog record without kind at offset " + record.offset());
        }
        return new Entry(
                text.substring(0, zero),
                text.substring(zero + 1),
                ByteBuffer.wrap(value, 1, Long.BYTES).getLong(),
                Arrays.copyOfRange(value, HEAD, value.length));
    }
}
