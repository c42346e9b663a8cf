package io.penstock.services.events.archive;

import io.penstock.kernel.machine.Companion.Self;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.RecordLog.Feed;
import io.penstock.kernel.port.RecordLog.Receiver;
import io.penstock.kernel.port.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the topics of archives and counts what is in them, and notes of what times it is: a batch at a time, the next one when the count of the last is durable. Thread-safe. */
final class Counter {

    private static final Logger LOG = LoggerFactory.getLogger(Counter.class);

    private final Self<ArchiveCommand, ArchiveReply> self;
    private final ArchiveTopics topics;
    private final Map<String, List<Following>> following = new HashMap<>();

    Counter(Self<ArchiveCommand, ArchiveReply> self, ArchiveTopics topics) {
        this.self = self;
        this.topics = topics;
    }

    /** Begins with archives that are new, ends with those that are gone. */
    synchronized void follow(ArchiveState state) {
        following.entrySet().removeIf(each -> {
            boolean gone = state.archives.values().stream()
                    .noneMatch(archive -> each.getKey().equals(archive.topicId()));
            if (gone) {
                each.getValue().forEach(Following::close);
            }
            return gone;
        });
        for (ArchiveDefinition archive : state.archives.values()) {
            String id = archive.topicId();
            if (id != null && !following.containsKey(id)) {
                List<Following> partitions = new ArrayList<>();
                for (int partition = 0; partition < archive.partitions(); partition++) {
                    Tally tally = state.tallies(archive.name()).getOrDefault(partition, Tally.NONE);
                    partitions.add(new Following(archive, partition, tally.to()));
                }
                following.put(id, partitions);
                partitions.forEach(Following::start);
            }
        }
    }

    synchronized void close() {
        following.values().forEach(partitions -> partitions.forEach(Following::close));
        following.clear();
    }

    private final class Following implements Receiver {

        private final String archive;
        private final TopicPartition topic;
        private long counted;
        private @Nullable Feed feed;
        private boolean closed;

        Following(ArchiveDefinition archive, int partition, long from) {
            this.archive = archive.name();
            this.topic = new TopicPartition(archive.topic(), partition);
            this.counted = from;
        }

        synchronized void start() {
            if (!closed) {
                feed = topics.log().follow(topic, counted, this);
            }
        }

        @Override
        public synchronized void records(List<LogRecord> records, long end) {
            List<LogRecord> fresh =
                    records.stream().filter(each -> each.offset() >= counted).toList();
            if (closed || fresh.isEmpty()) {
                return;
            }
            long from = counted;
            counted = fresh.getLast().offset() + 1;
            long bytes = fresh.stream().mapToLong(each -> each.value().length).sum();
            if (feed != null) {
                feed.pause();
            }
            Tally.Times times = fresh.stream()
                    .map(EventTime::of)
                    .map(time -> new Tally.Times(time, time))
                    .reduce(Tally.Times::and)
                    .orElse(null);
            self.submit(new ArchiveCommand.Count(
                            archive, topic.partition(), from, counted, new Tally.Total(fresh.size(), bytes), times))
                    .whenComplete((reply, failure) -> taken(failure));
        }

        /** If the shard is lost, its next owner counts on. */
        private synchronized void taken(@Nullable Throwable failure) {
            if (failure != null) {
                LOG.debug("a count is not taken: {}", topic, failure);
                close();
            } else if (feed != null) {
                feed.resume();
            }
        }

        @Override
        public void ended() {
            close();
        }

        synchronized void close() {
            closed = true;
            if (feed != null) {
                feed.close();
                feed = null;
            }
        }
    }
}
