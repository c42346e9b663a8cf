package io.penstock.services.scheduler.bucket;

import io.penstock.services.scheduler.bucket.BucketEvent.Next;
import io.penstock.services.scheduler.schedule.ScheduleDefinition;
import io.penstock.services.scheduler.schedule.SchedulerCodecs;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a bucket remembers. Memory: some 300 bytes and the schedule's JSON for each schedule, the same for each delivery that is under way or waits, and 200 bytes for
 * each recent deletion.
 */
final class BucketState {

    /** Deletions whose repetition is recognised. */
    static final int DELETIONS = 1_000;

    /** How long a closed group is remembered; no request is on its way for so long. */
    private static final long CLOSED_MILLIS = 3_600_000;

    /**
     * A schedule as it is kept: encoded, because a million of them as objects would weigh several times as much.
     *
     * @param next null when it does not occur any more, or is disabled
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is never asked
    record Kept(byte[] definition, String groupId, @Nullable Next next) {
        ScheduleDefinition schedule() {
            return SchedulerCodecs.SCHEDULES.decode(definition);
        }
    }

    /** Something that is due at a time, earliest first. */
    record Due(long at, String what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : what.compareTo(other.what);
        }
    }

    final NavigableMap<String, Kept> schedules = new TreeMap<>();
    final Map<String, Delivery> deliveries = new HashMap<>();
    final Map<String, Long> deletions = new LinkedHashMap<>();
    final Map<String, Long> closedGroups = new LinkedHashMap<>();
    final TreeSet<Due> occurrences = new TreeSet<>();
    final TreeSet<Due> retries = new TreeSet<>();

    boolean isVacant() {
        return schedules.isEmpty() && deliveries.isEmpty() && deletions.isEmpty() && closedGroups.isEmpty();
    }

    void put(String key, Kept kept) {
        remove(key);
        schedules.put(key, kept);
        if (kept.next() != null) {
            occurrences.add(new Due(kept.next().due(), key));
        }
    }

    void remove(String key) {
        Kept old = schedules.remove(key);
        if (old != null && old.next() != null) {
            occurrences.remove(new Due(old.next().due(), key));
        }
    }

    void put(Delivery delivery) {
        finish(delivery.execution());
        deliveries.put(delivery.execution(), delivery);
        if (delivery.retryAt() > 0) {
            retries.add(new Due(delivery.retryAt(), delivery.execution()));
        }
    }

    void finish(String execution) {
        Delivery old = deliveries.remove(execution);
        if (old != null && old.retryAt() > 0) {
            retries.remove(new Due(old.retryAt(), execution));
        }
    }

    /** The delivery of an execution that an event names. */
    Delivery delivery(String execution) {
        Delivery delivery = deliveries.get(execution);
        if (delivery == null) {
            throw new IllegalStateException("no delivery " + execution);
        }
        return delivery;
    }

    void deleted(@Nullable String token, long at) {
        if (token != null) {
            deletions.put(token, at);
            while (deletions.size() > DELETIONS) {
                deletions.remove(deletions.keySet().iterator().next());
            }
        }
    }

    void close(String group, String groupId, long at) {
        closedGroups.values().removeIf(closed -> closed < at - CLOSED_MILLIS);
        closedGroups.put(groupId, at);
        List<String> inGroup = ofGroup(group, "").entrySet().stream()
                .filter(entry -> entry.getValue().groupId().equals(groupId))
                .map(Map.Entry::getKey)
                .toList();
        inGroup.forEach(this::remove);
    }

    /** The schedules of a group whose names begin so. */
    NavigableMap<String, Kept> ofGroup(String group, String prefix) {
        String from = group + "/" + prefix;
        // Names hold nothing above 'z'.
        return schedules.subMap(from, true, from + "{", false);
    }
}
