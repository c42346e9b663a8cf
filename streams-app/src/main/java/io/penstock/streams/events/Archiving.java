package io.penstock.streams.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.streams.queue.TopicValue;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** What goes to archives: an event with its id as key, so that one that is archived twice is in one partition. */
final class Archiving {

    /** What events of a replay have: they are not archived, as AWS has it. */
    private static final String REPLAY = "replay-name";

    private final Archives archives;
    private final String topicPrefix;

    /** @param topicPrefix the operator's: definitions name topics without it */
    Archiving(Archives archives, String topicPrefix) {
        this.archives = archives;
        this.topicPrefix = topicPrefix;
    }

    /** The records to forward for an event. */
    List<Record<byte[], TopicValue>> of(Entry entry, long timestamp) {
        // What is for one rule alone, because its schedule says so, is not on the bus.
        if (entry.event().has(REPLAY) || entry.rule() != null) {
            return List.of();
        }
        return archives.taking(entry.bus(), entry.event()).stream()
                .filter(archive -> entry.definitions() < 0 || archive.since() <= entry.definitions())
                .map(archive -> record(entry, archive, timestamp))
                .toList();
    }

    private Record<byte[], TopicValue> record(Entry entry, ArchiveSpec archive, long timestamp) {
        Headers headers = new RecordHeaders().add("events.bus-arn", entry.bus().getBytes(UTF_8));
        byte[] event = entry.event().toString().getBytes(UTF_8);
        return new Record<>(
                entry.id().getBytes(UTF_8), new TopicValue(topicPrefix + archive.topic(), event), timestamp, headers);
    }
}
