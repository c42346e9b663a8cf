package io.penstock.streams.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class DefinitionsTest {

    private final Definitions definitions = new Definitions(Set.of("kind"));

    private void publish(String kind, long version, String value) {
        byte[] bytes = value.getBytes(UTF_8);
        definitions.take(
                (kind + "\0key").getBytes(UTF_8),
                ByteBuffer.allocate(9 + bytes.length)
                        .put((byte) 1)
                        .putLong(version)
                        .put(bytes)
                        .array());
    }

    @Test
    void versions_never_go_back_and_other_kinds_are_passed_over() {
        List<Long> heard = new ArrayList<>();
        definitions.watch("kind", definition -> heard.add(definition.version()));
        publish("kind", 2, "b");
        publish("kind", 1, "a");
        publish("other", 3, "c");
        publish("kind", 4, "");
        assertThat(heard).containsExactly(2L, 4L);
        assertThat(definitions.find("kind", "key"))
                .hasValueSatisfying(
                        definition -> assertThat(definition.isDeleted()).isTrue());
    }

    @Test
    void a_deleted_name_that_is_forgotten_may_begin_anew_and_what_is_there_is_not_forgotten() {
        publish("kind", 8, "");
        definitions.forget("kind", new Definition("key", 8, new byte[0]));
        publish("kind", 1, "again");
        definitions.forget("kind", new Definition("key", 8, new byte[0]));
        assertThat(definitions.find("kind", "key"))
                .hasValueSatisfying(
                        definition -> assertThat(definition.version()).isEqualTo(1));
    }

    @Test
    void a_record_without_a_value_says_by_its_header_what_is_forgotten() {
        byte[] version = ByteBuffer.allocate(Long.BYTES).putLong(8).array();
        assertThat(CatalogRecords.forgotten("kind\0key".getBytes(UTF_8), new RecordHeaders().add("version", version)))
                .hasValueSatisfying(
                        read -> assertThat(read.definition().version()).isEqualTo(8));
    }

    /** However old the record is: this reader may be what is late. */
    @Test
    void a_version_that_did_not_come_is_waited_for_until_the_catalog_was_read_anew() throws InterruptedException {
        MissingVersions missing = new MissingVersions();
        Definitions first = new Definitions(Set.of("kind"), missing, Duration.ofMillis(20));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> first.known("kind", "key", 999, 1_000_000))
                    .isInstanceOf(MissingVersions.MissingVersionException.class);
        }
        Definitions next = new Definitions(Set.of("kind"), missing, Duration.ofMillis(20));
        next.offer("kind", new Definition("key", 3, new byte[] {1}));
        assertThat(next.known("kind", "key", 999, 0))
                .hasValueSatisfying(
                        definition -> assertThat(definition.version()).isEqualTo(3));
        assertThat(next.known("kind", "key", 998, 0)).isPresent();
        assertThatThrownBy(() -> next.known("kind", "key", 1_000, 1_000_000))
                .hasMessage("version 1000 of key is not in the catalog");
        assertThatThrownBy(() -> next.known("kind", "other", 1, 1_000_000))
                .isInstanceOf(MissingVersions.MissingVersionException.class);
    }

    /** Else each record of a producer that has mistyped a name holds up all others for as long as a version may take. */
    @Test
    void what_nobody_knows_a_version_of_is_waited_for_only_as_long_as_it_may_be_new() throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(definitions.known("kind", "mistyped", 0, 250)).isEmpty();
        }
        assertThat(definitions.known("kind", "mistyped", 0, 240)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
        Thread publisher = Thread.ofVirtual().start(() -> publish("kind", 1, "a"));
        publisher.join();
        assertThat(definitions.known("kind", "key", 0, 0)).isPresent();
    }

    @Test
    void who_waits_for_a_version_gets_it_when_it_comes_or_nothing() throws InterruptedException {
        publish("kind", 1, "a");
        assertThat(definitions.await("kind", "key", 2, Duration.ofMillis(1))).isEmpty();
        Thread publisher = Thread.ofVirtual().start(() -> publish("kind", 3, "c"));
        assertThat(definitions.await("kind", "key", 2, Duration.ofSeconds(10)))
                .hasValueSatisfying(
                        definition -> assertThat(definition.version()).isEqualTo(3));
        publisher.join();
    }

    @Test
    void a_watcher_that_fails_and_a_record_of_another_format_stop_nothing() {
        definitions.watch("kind", definition -> {
            throw new IllegalStateException("planted");
        });
        definitions.take("kind\0key".getBytes(UTF_8), new byte[] {9, 9});
        publish("kind", 1, "a");
        assertThat(definitions.find("kind", "key")).isPresent();
    }
}
