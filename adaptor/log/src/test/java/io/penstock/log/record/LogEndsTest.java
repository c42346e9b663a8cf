package io.penstock.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who asks for ends together, and who waits for whom. */
@Timeout(30)
final class LogEndsTest {

    private static final TopicPartition ONE = new TopicPartition("t", 1);
    private static final TopicPartition TWO = new TopicPartition("t", 2);

    private final List<Map<TopicPartition, CompletableFuture<Long>>> requests = new CopyOnWriteArrayList<>();
    private final LogEnds ends = new LogEnds(this::request, Duration.ofHours(1));

    private LogEnds.Answers request(Set<TopicPartition> partitions) {
        Map<TopicPartition, CompletableFuture<Long>> request = new HashMap<>();
        partitions.forEach(partition -> request.put(partition, new CompletableFuture<>()));
        requests.add(request);
        return partition -> answer(request, partition);
    }

    private static CompletableFuture<Long> answer(
            Map<TopicPartition, CompletableFuture<Long>> request, TopicPartition partition) {
        return Objects.requireNonNull(request.get(partition));
    }

    private void answer(int request, TopicPartition partition, long end) {
        answer(requests.get(request), partition).complete(end);
    }

    @Test
    void nobody_is_told_an_end_that_was_asked_for_before_he_came() {
        CompletableFuture<Long> first = ends.of(ONE);
        CompletableFuture<Long> later = ends.of(ONE);
        answer(0, ONE, 5);
        assertThat(first).isCompletedWithValue(5L);
        assertThat(later).isNotDone();
        answer(1, ONE, 6);
        assertThat(later).isCompletedWithValue(6L);
        assertThat(requests).hasSize(2);
    }

    @Test
    void all_who_come_while_a_request_is_under_way_are_in_the_next_one() {
        CompletableFuture<Long> first = ends.of(ONE);
        List<CompletableFuture<Long>> ones = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ones.add(ends.of(ONE));
        }
        CompletableFuture<Long> two = ends.of(TWO);
        assertThat(requests).hasSize(1);
        answer(0, ONE, 5);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1)).containsOnlyKeys(ONE, TWO);
        answer(1, ONE, 6);
        answer(1, TWO, 7);
        assertThat(first).isCompletedWithValue(5L);
        assertThat(ones).allSatisfy(one -> assertThat(one).isCompletedWithValue(6L));
        assertThat(two).isCompletedWithValue(7L);
        assertThat(requests).as("nobody waits, so nobody is asked").hasSize(2);
    }

    @Test
    void who_does_not_wait_any_more_leaves_the_others_waiting() {
        CompletableFuture<Long> gone = ends.of(ONE);
        gone.cancel(false);
        CompletableFuture<Long> left = ends.of(ONE);
        CompletableFuture<Long> goneToo = ends.of(ONE);
        goneToo.cancel(false);
        answer(0, ONE, 5);
        answer(1, ONE, 6);
        assertThat(left).isCompletedWithValue(6L);
    }

    @Test
    void a_partition_that_is_not_answered_holds_others_up_for_the_patience_alone() {
        LogEnds hasty = new LogEnds(this::request, Duration.ofMillis(1));
        CompletableFuture<Long> silent = hasty.of(ONE);
        CompletableFuture<Long> other = hasty.of(TWO);
        awaitRequests(2);
        CompletableFuture<Long> later = hasty.of(ONE);
        answer(1, TWO, 7);
        assertThat(other).isCompletedWithValue(7L);
        hasty.of(TWO);
        awaitRequests(3);
        assertThat(requests.get(2))
                .as("of the silent one there is a request already")
                .containsOnlyKeys(TWO);
        answer(2, TWO, 7);
        answer(0, ONE, 5);
        assertThat(silent).isCompletedWithValue(5L);
        assertThat(later).isNotDone();
        awaitRequests(4);
        answer(3, ONE, 6);
        assertThat(later).isCompletedWithValue(6L);
    }

    private void awaitRequests(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> requests.size() == count);
    }

    @Test
    void callers_of_many_threads_are_all_told() {
        AtomicLong log = new AtomicLong();
        LogEnds busy = new LogEnds(
                partitions -> {
                    long end = log.get();
                    return partition -> end % 2 == 0
                            ? CompletableFuture.completedFuture(end)
                            : CompletableFuture.supplyAsync(() -> end);
                },
                Duration.ofHours(1));
        List<CompletableFuture<Void>> callers = IntStream.range(0, 16)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> {
                            TopicPartition partition = caller % 2 == 0 ? ONE : TWO;
                            for (int i = 0; i < 2_000; i++) {
                                long written = log.incrementAndGet();
                                assertThat(busy.of(partition)
                                                .orTimeout(10, TimeUnit.SECONDS)
                                                .join())
                                        .isGreaterThanOrEqualTo(written);
                            }
                        },
                        Thread::startVirtualThread))
                .toList();
        assertThat(callers).allSatisfy(caller -> assertThat(caller).succeedsWithin(Duration.ofSeconds(20)));
    }

    @Test
    void one_partition_of_a_request_that_fails_fails_alone() {
        ends.of(ONE);
        CompletableFuture<Long> one = ends.of(ONE);
        CompletableFuture<Long> two = ends.of(TWO);
        answer(0, ONE, 5);
        answer(requests.get(1), ONE).completeExceptionally(new IllegalStateException("no leader"));
        assertThat(one).isCompletedExceptionally();
        assertThat(two).isNotDone();
        answer(1, TWO, 7);
        assertThat(two).isCompletedWithValue(7L);
    }

    @Test
    void a_request_that_cannot_be_made_fails_those_who_are_in_it() {
        boolean[] closed = {true};
        LogEnds closing = new LogEnds(
                partitions -> {
                    if (closed[0]) {
                        throw new IllegalStateException("closed");
                    }
                    return request(partitions);
                },
                Duration.ofHours(1));
        assertThat(closing.of(ONE)).isCompletedExceptionally();
        closed[0] = false;
        CompletableFuture<Long> next = closing.of(ONE);
        answer(0, ONE, 5);
        assertThat(next).isCompletedWithValue(5L);
    }
}
