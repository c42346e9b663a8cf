package io.penstock.log.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.port.LogRecord;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a cluster's identity, format 1. */
final class ClusterIdentityTest {

    private static byte[] secret() {
        byte[] secret = new byte[ClusterIdentity.SECRET_BYTES];
        Arrays.fill(secret, (byte) 0xab);
        return secret;
    }

    private static LogRecord record(long offset, byte[] value) {
        return new LogRecord(offset, 0, null, value, List.of());
    }

    @Test
    void an_identity_is_these_bytes() {
        byte[] bytes = new ClusterIdentity(32, secret()).encode();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("01" + "00000020" + "ab".repeat(32));
        ClusterIdentity read = ClusterIdentity.decode(record(0, bytes));
        assertThat(read.shards()).isEqualTo(32);
        assertThat(read.secret()).isEqualTo(secret());
    }

    @Test
    void a_cluster_of_another_format_is_refused() {
        assertThatThrownBy(() -> ClusterIdentity.decode(record(0, new byte[] {9, 0})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("format 9");
    }

    @Test
    void a_record_that_is_not_the_first_is_no_identity() {
        byte[] bytes = new ClusterIdentity(32, secret()).encode();
        assertThatThrownBy(() -> ClusterIdentity.decode(record(1, bytes)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lost");
    }
}
