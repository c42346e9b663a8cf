package io.penstock.streams.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's topic, as its records are documented: the key is kind, a zero byte and the key within the kind; the value a format byte, eight bytes of
 * version and the service's own bytes. A record without a value says that a deleted definition is forgotten; its header has the version, eight bytes.
 */
final class CatalogRecords {

    /** The topic, behind the operator's prefix. */
    static final String TOPIC = "penstock.catalog";

    private static final byte FORMAT = 1;
    private static final int HEAD = 1 + Long.BYTES;

    private CatalogRecords() {}

    private static final String FORGOTTEN = "version";

    record Read(String kind, Definition definition) {}

    /** The definition that a record without a value says is forgotten. */
    static Optional<Read> forgotten(byte @Nullable [] key, Headers headers) {
        Header version = headers.lastHeader(FORGOTTEN);
        if (version == null || version.value() == null || version.value().length != Long.BYTES) {
            return Optional.empty();
        }
        byte[] deleted =
                ByteBuffer.allocate(HEAD).put(FORMAT).put(version.value()).array();
        return read(key, deleted);
    }

    /** Empty when the record is of a format that this version does not know. */
    static Optional<Read> read(byte @Nullable [] key, byte @Nullable [] value) {
        if (key == null || value == null || value.length < HEAD || value[0] != FORMAT) {
            return Optional.empty();
        }
        String text = new String(key, UTF_8);
        int zero = text.indexOf('\0');
        if (zero < 0) {
            return Optional.empty();
        }
        return Optional.of(new Read(
                text.substring(0, zero),
                new Definition(
                        text.substring(zero + 1),
                        ByteBuffer.wrap(value, 1, Long.BYTES).getLong(),
                        Arrays.copyOfRange(value, HEAD, value.length))));
    }
}
