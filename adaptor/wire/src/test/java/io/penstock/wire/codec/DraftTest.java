package io.penstock.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;

/** Drafts of all sizes, the memory that they leave to each other, and what is made of them. */
class DraftTest {

    private static final List<Integer> SIZES = List.of(0, 1, 511, 512, 513, 70_000, 1 << 20, 17 << 20, 300_000, 100);

    private final Random random = new Random(7);

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void fill(Draft draft, byte[] content) {
        int at = 0;
        while (at < content.length) {
            int piece = Math.min(content.length - at, 10_007);
            draft.write(content, at, piece);
            at += piece;
            if (at < content.length) {
                draft.write(content[at++]);
            }
        }
    }

    @Test
    void holds_what_was_written_whatever_was_in_its_memory_before() {
        for (int size : SIZES) {
            byte[] content = noise(size);
            Draft draft = new Draft();
            fill(draft, content);
            assertThat(Arrays.equals(draft.toByteArray(), content))
                    .as("a draft of %d bytes", size)
                    .isTrue();
            draft.release();
        }
    }

    @Test
    void two_at_a_time_do_not_share_memory() {
        for (int size : SIZES) {
            byte[] first = noise(size);
            byte[] second = noise(size);
            Draft one = new Draft();
            Draft other = new Draft();
            fill(one, first);
            fill(other, second);
            assertThat(Arrays.equals(one.toByteArray(), first)).isTrue();
            assertThat(Arrays.equals(other.toByteArray(), second)).isTrue();
            one.release();
            other.release();
        }
    }

    @Test
    void a_frame_whose_write_failed_keeps_its_memory_since_the_connection_may_still_read_it() throws IOException {
        byte[] failed = noise(200_000);
        byte[][] given = new byte[1][];
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                given[0] = bytes;
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> EventFrames.event(broken, "a", "b", to -> to.write(failed)))
                .hasMessage("gone");
        byte[] before = given[0].clone();
        for (int i = 0; i < 3; i++) {
            EventFrames.event(OutputStream.nullOutputStream(), "a", "b", to -> to.write(new byte[200_000]));
        }
        assertThat(Arrays.equals(given[0], before)).isTrue();
    }

    @Test
    void frames_of_all_sizes_are_read_by_the_library_of_AWS() throws IOException {
        for (int size : List.of(0, 1, 600, 1 << 20, 300_000)) {
            byte[] content = noise(size);
            var out = new ByteArrayOutputStream();
            EventFrames.event(out, "SubscribeToShardEvent", "application/x-amz-json-1.1", to -> to.write(content));
            EventFrames.exception(out, "InternalFailureException", "x".repeat(300), to -> to.write(content));
            ByteBuffer frames = ByteBuffer.wrap(out.toByteArray());
            EventFrames.Frame event = EventFrames.decode(frames).orElseThrow();
            assertThat(event.kind()).isEqualTo("event");
            assertThat(event.type()).isEqualTo("SubscribeToShardEvent");
            assertThat(Arrays.equals(event.payload(), content)).isTrue();
            EventFrames.Frame exception = EventFrames.decode(frames).orElseThrow();
            assertThat(exception.kind()).isEqualTo("exception");
            assertThat(exception.contentType()).isEqualTo("x".repeat(300));
            assertThat(Arrays.equals(exception.payload(), content)).isTrue();
            assertThat(frames.hasRemaining()).isFalse();
        }
    }

    @Test
    void blobs_of_all_lengths_are_base64_with_padding() {
        for (int length : List.of(0, 1, 2, 3, 4, 57, 1_024, 100_001)) {
            byte[] data = noise(length);
            byte[] document = new DocumentEncoder(DocumentFormat.JSON)
                    .encode(GetRecordsResponse.builder()
                            .records(Record.builder()
                                    .data(SdkBytes.fromByteArray(data))
                                    .partitionKey("k")
                                    .build())
                            .build());
            assertThat(new String(document, StandardCharsets.US_ASCII))
                    .isEqualTo("{\"Records\":[{\"Data\":\""
                            + Base64.getEncoder().encodeToString(data) + "\",\"PartitionKey\":\"k\"}]}");
        }
    }
}
