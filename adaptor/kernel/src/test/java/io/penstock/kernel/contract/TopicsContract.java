package io.penstock.kernel.contract;

import static io.penstock.kernel.contract.Futures.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.RecordLog;
import io.penstock.kernel.port.RecordLog.Range;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Topics: making, adopting, changing, deleting. */
@Timeout(120)
public abstract class TopicsContract {

    private static final AtomicInteger TOPICS = new AtomicInteger();

    /** The topics under test. */
    protected abstract Topics topics();

    /** The logs of the same cluster. */
    protected abstract RecordLog log();

    /** One entry of a topic's configuration, as the cluster has it. */
    protected abstract String config(String topic, String name);

    private static String name() {
        return "contract.Topics_" + TOPICS.incrementAndGet() + "-"
                + Long.toHexString(ProcessHandle.current().pid());
    }

    private void append(TopicPartition partition) {
        await(log().append(partition, new NewRecord(null, new byte[] {1}, List.of())));
    }

    @Test
    void a_new_topic_has_the_partitions_asked_for_and_can_be_written_at_once() {
        String name = name();
        Topics.Topic made = await(topics().ensure(new Topics.Spec(name, 3, Map.of())));
        assertThat(made.partitions()).isEqualTo(3);
        assertThat(await(topics().find(name))).isEqualTo(Optional.of(made));
        for (int partition = 0; partition < 3; partition++) {
            append(new TopicPartition(name, partition));
        }
    }

    @Test
    void without_a_number_the_operators_default_is_taken() {
        String name = name();
        Topics.Topic made = await(topics().ensure(new Topics.Spec(name, 0, Map.of())));
        assertThat(made.partitions()).isPositive();
        assertThat(await(topics().find(name))).isEqualTo(Optional.of(made));
    }

    @Test
    void an_existing_topic_is_adopted_as_it_is() {
        String name = name();
        Topics.Topic made = await(topics().ensure(new Topics.Spec(name, 2, Map.of())));
        append(new TopicPartition(name, 1));
        assertThat(await(topics().ensure(new Topics.Spec(name, 5, Map.of())))).isEqualTo(made);
        assertThat(await(log().range(new TopicPartition(name, 1)))).isEqualTo(new Range(0, 1));
    }

    @Test
    void many_may_ensure_the_same_topic_at_once() {
        String name = name();
        List<CompletableFuture<Topics.Topic>> all = IntStream.range(0, 8)
                .mapToObj(i -> topics().ensure(new Topics.Spec(name, 2, Map.of())))
                .toList();
        assertThat(all.stream().map(Futures::await).distinct())
                .singleElement()
                .extracting(Topics.Topic::partitions)
                .isEqualTo(2);
    }

    @Test
    void a_topic_grows_keeps_its_records_and_can_be_written_at_once() {
        String name = name();
        await(topics().ensure(new Topics.Spec(name, 1, Map.of())));
        append(new TopicPartition(name, 0));
        assertThat(await(topics().grow(name, 3))).isEqualTo(3);
        for (int partition = 0; partition < 3; partition++) {
            append(new TopicPartition(name, partition));
        }
        assertThat(await(log().range(new TopicPartition(name, 0)))).isEqualTo(new Range(0, 2));
    }

    @Test
    void a_topic_never_shrinks_and_growing_again_changes_nothing() {
        String name = name();
        await(topics().ensure(new Topics.Spec(name, 3, Map.of())));
        assertThat(await(topics().grow(name, 2))).isEqualTo(3);
        assertThat(await(topics().grow(name, 3))).isEqualTo(3);
        assertThat(await(topics().find(name)).orElseThrow().partitions()).isEqualTo(3);
    }

    @Test
    void many_may_grow_the_same_topic_at_once() {
        String name = name();
        await(topics().ensure(new Topics.Spec(name, 1, Map.of())));
        List<CompletableFuture<Integer>> all =
                IntStream.range(0, 4).mapToObj(i -> topics().grow(name, 4)).toList();
        all.forEach(one -> assertThat(await(one)).isEqualTo(4));
    }

    @Test
    void a_topic_that_is_not_there_does_not_grow() {
        assertThat(topics().grow(name(), 2)).failsWithin(Duration.ofSeconds(40));
    }

    @Test
    void a_topic_that_is_not_there_is_not_found() {
        assertThat(await(topics().find(name()))).isEmpty();
    }

    @Test
    void configuration_is_set_when_made_and_changed_entry_by_entry() {
        String name = name();
        await(topics().ensure(
                        new Topics.Spec(name, 1, Map.of("retention.ms", "60000", "max.message.bytes", "2000000"))));
        await(topics().configure(name, Map.of("retention.ms", "120000")));
        // A broker says what its controller took a moment ago when it has heard of it.
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(config(name, "retention.ms")).isEqualTo("120000"));
        assertThat(config(name, "max.message.bytes")).isEqualTo("2000000");
    }

    @Test
    void a_deleted_topic_is_gone_and_its_namesake_is_empty() {
        String name = name();
        Topics.Topic first = await(topics().ensure(new Topics.Spec(name, 1, Map.of())));
        append(new TopicPartition(name, 0));
        await(topics().delete(name, first.id()));
        assertThat(await(topics().find(name))).isEmpty();
        Topics.Topic second = await(topics().ensure(new Topics.Spec(name, 2, Map.of())));
        assertThat(second.partitions()).isEqualTo(2);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(await(log().range(new TopicPartition(name, 0)))).isEqualTo(new Range(0, 0));
        append(new TopicPartition(name, 1));
    }

    @Test
    void a_delete_that_comes_late_leaves_the_namesake_alone() {
        String name = name();
        Topics.Topic first = await(topics().ensure(new Topics.Spec(name, 1, Map.of())));
        await(topics().delete(name, first.id()));
        Topics.Topic second = await(topics().ensure(new Topics.Spec(name, 1, Map.of())));
        append(new TopicPartition(name, 0));
        await(topics().delete(name, first.id()));
        assertThat(await(topics().find(name))).isEqualTo(Optional.of(second));
        assertThat(await(log().range(new TopicPartition(name, 0)))).isEqualTo(new Range(0, 1));
    }

    @Test
    void deleting_what_is_gone_already_succeeds() {
        String name = name();
        Topics.Topic made = await(topics().ensure(new Topics.Spec(name, 1, Map.of())));
        await(topics().delete(name, made.id()));
        await(topics().delete(name, made.id()));
        assertThat(await(topics().find(name))).isEmpty();
    }
}
