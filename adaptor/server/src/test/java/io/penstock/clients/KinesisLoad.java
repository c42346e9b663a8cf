package io.penstock.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Writes records {@code key/number}. The next record of a key is sent when the last one is acknowledged or has failed, and no number is sent twice, so that what a reader
 * must find is known exactly.
 */
public final class KinesisLoad {

    public final AtomicInteger acknowledgedCount = new AtomicInteger();
    private final String stream;
    private final Map<String, List<Integer>> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Integer> next = new ConcurrentHashMap<>();

    public KinesisLoad(String stream) {
        this.stream = stream;
    }

    private String fresh(String key) {
        return key + "/" + next.merge(key, 1, Integer::sum);
    }

    private void note(String id) {
        String key = id.substring(0, id.indexOf('/'));
        acknowledged
                .computeIfAbsent(key, none -> new ArrayList<>())
                .add(Integer.parseInt(id.substring(key.length() + 1)));
        acknowledgedCount.incrementAndGet();
    }

    /** One record; fails with what the client throws. */
    void put(KinesisClient client, String key) {
        String id = fresh(key);
        client.putRecord(request -> request.streamName(stream).partitionKey(key).data(SdkBytes.fromUtf8String(id)));
        note(id);
    }

    /** One record of each key. */
    public void put(KinesisClient client, List<String> keys) {
        List<String> ids = keys.stream().map(this::fresh).toList();
        PutRecordsResponse response = client.putRecords(request -> request.streamName(stream)
                .records(ids.stream()
                        .map(id -> PutRecordsRequestEntry.builder()
                                .partitionKey(id.substring(0, id.indexOf('/')))
                                .data(SdkBytes.fromUtf8String(id))
                                .build())
                        .toList()));
        for (int i = 0; i < ids.size(); i++) {
            if (response.records().get(i).errorCode() == null) {
                note(ids.get(i));
            }
        }
    }

    /** The numbers of each key that were acknowledged, in the order of their acknowledgement. */
    public Map<String, List<Integer>> acknowledged() {
        return acknowledged;
    }
}
