package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Deduplication;
import io.penstock.kernel.dedup.DuplicateLog;
import io.penstock.kernel.dedup.Hash128;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The structures under the window, each against a plain one of the JDK. */
class StructuresTest {

    private final SplittableRandom random = new SplittableRandom(Long.getLong("penstock.seed", 11));

    @Test
    void ranges_are_a_set_of_offsets() {
        OffsetRanges ranges = new OffsetRanges();
        TreeSet<Long> plain = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            long from = random.nextLong(200);
            long to = from + random.nextInt(8);
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    ranges.add(from, to);
                    for (long offset = from; offset <= to; offset++) {
                        plain.add(offset);
                    }
                }
                case 2 -> assertThat(ranges.remove(from)).isEqualTo(plain.remove(from));
                case 3 -> {
                    List<Long> removed = new ArrayList<>();
                    ranges.removeBetween(from, to, removed::add);
                    assertThat(removed).containsExactlyElementsOf(plain.subSet(from, to));
                    plain.subSet(from, to).clear();
                }
                case 4 -> {
                    long limit = random.nextInt(20);
                    ranges.removeBelow(limit);
                    plain.headSet(limit).clear();
                }
                default ->
                    assertThat(ranges.countBetween(from, to))
                            .isEqualTo(plain.subSet(from, to).size());
            }
            assertThat(ranges.contains(from)).isEqualTo(plain.contains(from));
            assertThat(ranges.isEmpty()).isEqualTo(plain.isEmpty());
        }
        List<Long> left = new ArrayList<>();
        ranges.forEach((first, last) -> {
            assertThat(plain).doesNotContain(first - 1, last + 1);
            for (long offset = first; offset <= last; offset++) {
                left.add(offset);
            }
        });
        assertThat(left).containsExactlyElementsOf(plain);
    }

    @Test
    void runs_are_a_set_of_offsets_with_ages_known_to_a_second() {
        ReadyRuns runs = new ReadyRuns();
        TreeMap<Long, Long> plain = new TreeMap<>();
        long offset = 0;
        long now = 1_000_000;
        for (int i = 0; i < 30_000; i++) {
            if (random.nextInt(3) > 0) {
                offset += random.nextInt(10) == 0 ? 2 : 1;
                now += random.nextInt(200);
                runs.append(offset, now);
                plain.put(offset, now);
            } else if (random.nextInt(10) > 0 && !plain.isEmpty()) {
                long at = random.nextBoolean() ? plain.firstKey() : random.nextLong(offset + 2);
                Long sentAt = plain.remove(at);
                long removed = runs.remove(at);
                if (sentAt == null) {
                    assertThat(removed).isEqualTo(ReadyRuns.ABSENT);
                } else {
                    assertThat(removed).isBetween(sentAt, sentAt + 999);
                }
            } else {
                long from = random.nextLong(offset + 2);
                long to = from + random.nextInt(20);
                runs.removeBetween(from, to);
                plain.subMap(from, to + 1).clear();
            }
            assertThat(runs.count()).isEqualTo(plain.size());
        }
        List<Long> left = new ArrayList<>();
        for (int run = 0; run < runs.runs(); run++) {
            for (long at = runs.first(run); at <= runs.last(run); at++) {
                left.add(at);
            }
        }
        assertThat(left).containsExactlyElementsOf(plain.keySet());
    }

    @Test
    void rows_are_found_by_offset_and_come_out_of_the_heap_when_due() {
        Messages messages = new Messages();
        DueHeap heap = new DueHeap(messages);
        Map<Long, Long> plain = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long offset = random.nextLong(500);
            int slot = messages.find(offset);
            assertThat(slot != Messages.NONE).isEqualTo(plain.containsKey(offset));
            if (slot == Messages.NONE) {
                slot = messages.add(offset, 0);
            } else if (random.nextInt(3) == 0) {
                heap.remove(slot);
                messages.remove(slot);
                plain.remove(offset);
                continue;
            }
            long due = random.nextLong(1_000);
            messages.due[slot] = due;
            heap.put(slot);
            plain.put(offset, due);
            assertThat(messages.size()).isEqualTo(plain.size());
        }
        int[] dueSoon = new int[1];
        heap.forEachDue(300, slot -> {
            assertThat(messages.due[slot]).isLessThanOrEqualTo(300);
            dueSoon[0]++;
            return true;
        });
        assertThat(dueSoon[0])
                .isEqualTo(plain.values().stream().filter(due -> due <= 300).count());
        long last = 0;
        while (!heap.isEmpty()) {
            int slot = heap.first();
            assertThat(messages.due[slot]).isGreaterThanOrEqualTo(last).isEqualTo(plain.remove(messages.offset[slot]));
            last = messages.due[slot];
            heap.remove(slot);
        }
        assertThat(plain).isEmpty();
    }

    @Test
    void keys_are_remembered_for_five_minutes_of_the_log() {
        Deduplication keys = new Deduplication();
        Map<Hash128, long[]> plain = new HashMap<>();
        long now = 0;
        for (long offset = 0; offset < 50_000; offset++) {
            now += random.nextInt(20_000);
            Hash128 key = Hash128.of("k" + random.nextInt(30));
            long[] original = plain.get(key);
            boolean isNew = original == null || original[1] + 300_000 <= now;
            assertThat(keys.originalOf(key, now)).isEqualTo(isNew || original == null ? -1 : original[0]);
            if (isNew) {
                keys.add(key, offset, now);
                plain.put(key, new long[] {offset, now});
            }
        }
    }

    @Test
    void the_last_duplicates_are_known_and_older_ones_are_said_to_be_unknown() {
        DuplicateLog log = new DuplicateLog();
        for (long offset = 0; offset < 100_000; offset++) {
            log.add(2 * offset + 1, offset);
        }
        assertThat(log.horizon()).isEqualTo(2 * (100_000 - DuplicateLog.LIMIT));
        assertThat(log.originalOf(199_999)).isEqualTo(99_999);
        assertThat(log.originalOf(199_998)).isEqualTo(199_998);
        assertThat(log.size()).isEqualTo(DuplicateLog.LIMIT);
    }

    @Test
    void delayed_messages_come_out_when_due() {
        DelayedMessages delayed = new DelayedMessages();
        List<Long> dues = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long due = random.nextLong(100_000);
            delayed.add(i, 0, due, 0);
            if (i % 7 != 0) {
                dues.add(due);
            }
        }
        delayed.removeIf(at -> delayed.offset(at) % 7 == 0);
        dues.sort(null);
        for (long due : dues) {
            assertThat(delayed.due(0)).isEqualTo(due);
            delayed.removeFirst();
        }
        assertThat(delayed.isEmpty()).isTrue();
    }
}
