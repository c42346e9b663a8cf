package io.penstock.log.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.log.shard.JournalRecord.Chunks;
import io.penstock.log.shard.JournalRecord.Epoch;
import io.penstock.log.shard.JournalRecord.Events;
import io.penstock.log.shard.JournalRecord.Snapshot;
import io.penstock.log.shard.JournalRecord.Subject;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of format 1. They lie in the journals of clusters that exist: whoever changes an expectation here loses their data. */
final class JournalRecordTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final Subject SUBJECT = new Subject("m", "kéy");
    private static final String EVENTS = "0102" + "0000000000000007" + "0000000000000002" + "00" + "00016d"
            + "00046bc3a979" + "00000002" + "00000001ff" + "00000000";
    private static final String SNAPSHOT = "0103" + "0000000000000007" + "0000000000000003" + "0000000000000009"
            + "0000000000000002" + "0000000000000001" + "0000000000000004" + "0000000000000005" + "00000002";

    private static Events events() {
        return new Events(7, 2, false, SUBJECT, List.of(new byte[] {-1}, new byte[0]));
    }

    @Test
    void an_epoch_is_these_bytes() {
        assertThat(HEX.formatHex(new Epoch("n1").encode())).isEqualTo("0101" + "00026e31");
        assertThat(JournalRecord.decode(HEX.parseHex("010100026e31"))).isEqualTo(new Epoch("n1"));
    }

    @Test
    void events_are_these_bytes() {
        assertThat(HEX.formatHex(events().encode())).isEqualTo(EVENTS);
        assertThat(JournalRecord.decode(HEX.parseHex(EVENTS)))
                .usingRecursiveComparison()
                .isEqualTo(events());
    }

    @Test
    void a_snapshot_pointer_is_these_bytes() {
        Snapshot pointer = new Snapshot(7, 3, 9, 2, new Chunks(1, 4, 5, 2));
        assertThat(HEX.formatHex(pointer.encode())).isEqualTo(SNAPSHOT);
        assertThat(JournalRecord.decode(HEX.parseHex(SNAPSHOT))).isEqualTo(pointer);
    }

    @Test
    void the_head_of_a_record_can_be_read_without_the_rest() {
        byte[] bytes = HEX.parseHex(SNAPSHOT);
        assertThat(JournalRecord.isSnapshot(bytes)).isTrue();
        assertThat(JournalRecord.isEpoch(bytes)).isFalse();
        assertThat(JournalRecord.epochOf(bytes)).isEqualTo(7);
        assertThat(JournalRecord.sequenceOf(bytes)).isEqualTo(3);
    }

    @Test
    void an_unknown_format_or_kind_is_refused() {
        assertThatThrownBy(() -> JournalRecord.decode(new byte[] {2, 1, 0, 0}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> JournalRecord.decode(new byte[] {1, 9}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("kind of journal record 9");
    }

    @Test
    void a_record_that_is_cut_short_anywhere_is_refused() {
        byte[] whole = HEX.parseHex(EVENTS);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> JournalRecord.decode(cut)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void snapshot_chunks_and_entries_are_these_bytes() {
        assertThat(HEX.formatHex(SnapshotBytes.chunk(7, 1, 2, new byte[] {9})))
                .isEqualTo("01" + "0000000000000007" + "0000000000000001" + "00000002" + "09");
        assertThat(HEX.formatHex(new SnapshotBytes.Entry(SUBJECT, 5, new byte[] {1, 2}).encode()))
                .isEqualTo("00016d" + "00046bc3a979" + "0000000000000005" + "00000002" + "0102");
    }
}
