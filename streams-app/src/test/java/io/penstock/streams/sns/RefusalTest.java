package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.streams.queue.QueueTarget;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a queue would refuse. */
final class RefusalTest {

    private static final QueueTarget QUEUE =
            new QueueTarget("arn:aws:sqs:us-east-1:000000000000:q", "q", 1, false, "000000000000", 1_024);

    @Test
    void attributes_count_as_sqs_counts_them() {
        SortedMap<String, Publication.Typed> attributes = new TreeMap<>();
        attributes.put("caf\u00e9", new Publication.Typed("String", "text".getBytes(UTF_8)));
        attributes.put("n", new Publication.Typed("Number", "12".getBytes(UTF_8)));
        Publication.Facts facts = new Publication.Facts(null, null, null, false, null, 0, null, null);
        assertThat(new Publication("id", new byte[0], 0, null, attributes, facts).attributeBytes())
                .isEqualTo(5 + 6 + 4 + 1 + 6 + 2);
    }

    @Test
    void a_message_is_as_large_as_the_queue_allows_and_has_ten_attributes_at_most() {
        assertThat(Refusal.of(QUEUE, 1_024, 10)).isEmpty();
        assertThat(Refusal.of(QUEUE, 1_025, 0)).isPresent();
        assertThat(Refusal.of(QUEUE, 1_024, 11)).isPresent();
    }
}
