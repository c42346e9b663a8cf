package io.penstock.log.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Entries as records of the catalog's topic. Every format ever written stays readable. */
final class CatalogCodec {

    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Long.BYTES;

    /** Of a record without a value: the version that is forgotten, eight bytes. */
    private static final String VERSION = "version";

    private CatalogCodec() {}

    /** What lets compaction, and every view, forget an entry. */
    static NewRecord encodeForgotten(String kind, String key, long version) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
        return NewRecord.tombstone((kind + '\0' + key).getBytes(UTF_8), List.of(new Header(VERSION, bytes)));
    }

    /** Whether a record says that an entry is forgotten; it is then read as the entry that was forgotten. */
    static boolean isForgotten(LogRecord record) {
        return record.value().length == 0;
    }

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
        boolean forgotten = isForgotten(record);
        if (key == null || !(forgotten || (value.length >= HEAD && value[0] == FORMAT))) {
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
                forgotten
                        ? forgottenVersion(record)
                        : ByteBuffer.wrap(value, 1, Long.BYTES).getLong(),
                forgotten ? value : Arrays.copyOfRange(value, HEAD, value.length));
    }

    private static long forgottenVersion(LogRecord record) {
        return record.header(VERSION)
                .filter(header -> header.value().length == Long.BYTES)
                .map(header -> ByteBuffer.wrap(header.value()).getLong())
                .orElseThrow(() -> new IllegalStateException(
                        "a catalog record without value and version at offset " + record.offset()));
    }
}
