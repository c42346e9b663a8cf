package io.penstock.log.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.port.Catalog.Entry;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.NewRecord;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of the catalog's records, format 1, as they lie in the topics of clusters that exist. */
final class CatalogCodecTest {

    private static LogRecord record(byte[] key, byte[] value) {
        return new LogRecord(3, 0, key, value, List.of());
    }

    @Test
    void an_entry_is_these_bytes() {
        NewRecord record = CatalogCodec.encode(new Entry("sqs.queue", "arn:q", 258, new byte[] {7}));
        assertThat(record.key()).isEqualTo("sqs.queue\0arn:q".getBytes(UTF_8));
        assertThat(HexFormat.of().formatHex(record.value())).isEqualTo("01" + "0000000000000102" + "07");
    }

    @Test
    void an_entry_is_read_as_it_was_written() {
        Entry read = CatalogCodec.decode(
                record("k\0a".getBytes(UTF_8), HexFormat.of().parseHex("010000000000000102")));
        assertThat(read.kind()).isEqualTo("k");
        assertThat(read.key()).isEqualTo("a");
        assertThat(read.version()).isEqualTo(258);
        assertThat(read.isDeleted()).isTrue();
    }

    @Test
    void a_forgotten_entry_is_a_record_without_a_value_and_with_its_version() {
        NewRecord record = CatalogCodec.encodeForgotten("k", "a", 258);
        assertThat(record.tombstone()).isTrue();
        assertThat(record.key()).isEqualTo("k\0a".getBytes(UTF_8));
        LogRecord stored = new LogRecord(3, 0, record.key(), new byte[0], record.headers());
        assertThat(CatalogCodec.isForgotten(stored)).isTrue();
        assertThat(CatalogCodec.decode(stored).version()).isEqualTo(258);
        assertThatThrownBy(() -> CatalogCodec.decode(record("k\0a".getBytes(UTF_8), new byte[0])))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_unknown_format_is_refused() {
        assertThatThrownBy(() -> CatalogCodec.decode(record("k\0a".getBytes(UTF_8), new byte[] {2, 0, 0})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("offset 3");
    }
}
