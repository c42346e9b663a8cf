package io.penstock.services.sns.fifo;

import io.penstock.kernel.dedup.Deduplication;
import io.penstock.kernel.dedup.DuplicateLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the log of a FIFO topic is judged and sent on. Changed in place by {@link FifoMachine#evolve}.
 *
 * <p>Memory: 47 bytes for each message of the last five minutes, 16 for each of the last 65,536 duplicates, some 200 for each replay.
 */
public final class FifoState {

    final Deduplication keys = new Deduplication();
    final DuplicateLog duplicates = new DuplicateLog();
    final SortedMap<String, Replay> replays = new TreeMap<>();

    boolean open;
    long judged;
    long sent;

    /**
     * What a snapshot holds.
     *
     * @param keys offset, time and the two halves of the key, one after the other
     * @param duplicates offset and original, one after the other
     */
    record Image(
            boolean open, long judged, long sent, byte[] keys, byte[] duplicates, long horizon, List<Replay> replays) {}

    Image image() {
        ByteBuffer packed = ByteBuffer.allocate(keys.size() * 4 * Long.BYTES);
        keys.forEach((key, offset, at) ->
                packed.putLong(offset).putLong(at).putLong(key.high()).putLong(key.low()));
        ByteBuffer pairs = ByteBuffer.allocate(duplicates.size() * 2 * Long.BYTES);
        for (int i = 0; i < duplicates.size(); i++) {
            pairs.putLong(duplicates.duplicate(i)).putLong(duplicates.original(i));
        }
        return new Image(
                open, judged, sent, packed.array(), pairs.array(), duplicates.horizon(), List.copyOf(replays.values()));
    }

    static FifoState of(Image image) {
        FifoState state = new FifoState();
        state.open = image.open();
        state.judged = image.judged();
        state.sent = image.sent();
        Judgement.each(image.keys(), (offset, at, key) -> state.keys.add(key, offset, at));
        ByteBuffer pairs = ByteBuffer.wrap(image.duplicates());
        while (pairs.hasRemaining()) {
            state.duplicates.add(pairs.getLong(), pairs.getLong());
        }
        state.duplicates.setHorizon(image.horizon());
        image.replays().forEach(replay -> state.replays.put(replay.subscription(), replay));
        return state;
    }

    void judge(long next, byte[] records) {
        Judgement.each(records, (offset, at, key) -> {
            if (offset < judged) {
                return;
            }
            long original = keys.originalOf(key, at);
            if (original == Deduplication.NEW) {
                keys.add(key, offset, at);
            } else {
                duplicates.add(offset, original);
            }
        });
        judged = Math.max(judged, next);
    }

    /** The known duplicates of a piece of the log. */
    List<Long> duplicates(long from, long to) {
        List<Long> found = new ArrayList<>();
        for (int i = duplicates.size() - 1; i >= 0 && duplicates.duplicate(i) >= from; i--) {
            if (duplicates.duplicate(i) < to) {
                found.add(duplicates.duplicate(i));
            }
        }
        return found;
    }
}
