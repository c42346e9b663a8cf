package io.penstock.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads a stream as the KCL does: every shard from its beginning, a child when its parents are read to their end. For one thread. */
final class KinesisReader {

    /** How far a shard is read. */
    private static final class Progress {
        private @Nullable String iterator;
        private @Nullable String last;
        private boolean finished;
    }

    private final String stream;
    private final Supplier<KinesisClient> clients;
    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final Map<String, Progress> progress = new HashMap<>();
    private final Map<String, List<Integer>> read = new ConcurrentHashMap<>();

    KinesisReader(String stream, Supplier<KinesisClient> clients) {
        this.stream = stream;
        this.clients = clients;
    }

    /** The numbers of each key in the order in which they were read. */
    Map<String, List<Integer>> read() {
        return read;
    }

    int finishedShards() {
        return (int) progress.values().stream().filter(each -> each.finished).count();
    }

    /** Asks every shard that may be read once; the number of records that came. */
    int round() {
        clients.get().listShards(request -> request.streamName(stream)).shards().forEach(shard -> {
            shards.put(shard.shardId(), shard);
            of(shard.shardId());
        });
        int records = 0;
        for (Shard shard : List.copyOf(shards.values())) {
            Progress each = of(shard.shardId());
            if (!each.finished && parentsFinished(shard)) {
                records += poll(shard.shardId(), each);
            }
        }
        return records;
    }

    private boolean parentsFinished(Shard shard) {
        return Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
                .filter(parent -> parent != null && progress.containsKey(parent))
                .allMatch(parent -> of(parent).finished);
    }

    private Progress of(String shardId) {
        return progress.computeIfAbsent(shardId, fresh -> new Progress());
    }

    private int poll(String shardId, Progress each) {
        KinesisClient client = clients.get();
        String iterator = each.iterator;
        each.iterator = null; // after an error the next round begins behind the last record
        if (iterator == null) {
            iterator = client.getShardIterator(request -> {
                        request.streamName(stream).shardId(shardId);
                        if (each.last == null) {
                            request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
                        } else {
                            request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                    .startingSequenceNumber(each.last);
                        }
                    })
                    .shardIterator();
        }
        String from = iterator;
        GetRecordsResponse response = client.getRecords(request -> request.shardIterator(from));
        for (Record one : response.records()) {
            String id = one.data().asUtf8String();
            String key = id.substring(0, id.indexOf('/'));
            read.computeIfAbsent(key, none -> new ArrayList<>()).add(Integer.parseInt(id.substring(key.length() + 1)));
            each.last = one.sequenceNumber();
        }
        each.iterator = response.nextShardIterator();
        each.finished = response.nextShardIterator() == null;
        return response.records().size();
    }
}
