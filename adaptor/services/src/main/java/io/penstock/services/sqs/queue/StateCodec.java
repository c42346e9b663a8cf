package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.DuplicateLog;
import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.Codec;
import io.penstock.services.sqs.queue.Attempts.Attempt;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Windows in snapshots: type number, version, cursors, rows by offset, runs, delayed messages, skipped offsets,
 * de-duplication, attempts. A row takes 15 to 40 bytes.
 * Layouts that were ever written stay readable; a change of layout is a new version.
 */
final class StateCodec implements Codec<QueueState> {

    private static final int TYPE = 1;
    /** The first had no sources. */
    private static final int VERSION = 2;

    private static final int ROW_BYTES = 32;

    private final Capacity capacity;

    /** {@code capacity} is what decoded windows get; it is not written. */
    StateCodec(Capacity capacity) {
        this.capacity = capacity;
    }

    @Override
    public byte[] encode(QueueState state) {
        Window window = state.window;
        int expected = 64
                + ROW_BYTES * (window.messages.size() + window.delayed.size() + state.judge.keys.size())
                + 8 * state.judge.found.size();
        ByteWriter out = new ByteWriter(expected)
                .u8(TYPE)
                .u8(VERSION)
                .flag(window.fifo)
                .flag(state.discarded)
                .number(state.scanned)
                .number(state.filled)
                .number(state.retentionMillis)
                .number(state.receives);
        rows(window, out);
        runs(window.runs, out);
        delayed(window.delayed, out);
        ranges(state.skip, out);
        ranges(state.judge.written, out);
        deduplication(state, out);
        attempts(state.attempts, out);
        sources(state.judge.sources, out);
        return out.toArray();
    }

    @Override
    public QueueState decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int type = in.u8();
        int version = in.u8();
        if (type != TYPE || version < 1 || version > VERSION) {
            throw new IllegalStateException("state of unknown type " + type + ", version " + version);
        }
        QueueState state = new QueueState(in.flag(), capacity);
        state.discarded = in.flag();
        state.scanned = in.number();
        state.filled = in.number();
        state.retentionMillis = in.number();
        state.receives = in.number();
        rows(in, state);
        runs(in, state.window.runs);
        delayed(in, state.window.delayed);
        ranges(in, state.skip);
        ranges(in, state.judge.written);
        deduplication(in, state);
        attempts(in, state.attempts);
        if (version > 1) {
            sources(in, state.judge.sources);
        }
        in.end();
        state.restored();
        return state;
    }

    private static void rows(Window window, ByteWriter out) {
        Messages messages = window.messages;
        out.number(messages.size());
        long offset = 0;
        long sentAt = 0;
        for (int slot : messages.byOffset()) {
            byte status = messages.status[slot];
            out.number(messages.offset[slot] - offset)
                    .u8(status)
                    .u8(messages.flags[slot])
                    .difference(messages.sentAt[slot] - sentAt);
            offset = messages.offset[slot];
            sentAt = messages.sentAt[slot];
            if (!messages.is(slot, Messages.AHEAD)) {
                long group = window.groups.hash[messages.group[slot]];
                out.flag(group != GroupHash.NONE);
                if (group != GroupHash.NONE) {
                    out.int64(group);
                }
            }
            if (status == Messages.IN_FLIGHT || status == Messages.DELAYED) {
                out.difference(messages.due[slot] - sentAt);
            }
            out.number(messages.receives[slot]);
            if (messages.receives[slot] > 0) {
                out.difference(messages.firstReceived[slot] - sentAt)
                        .difference(messages.leased[slot] - messages.firstReceived[slot])
                        .int32(messages.nonce[slot]);
            }
        }
    }

    private static void rows(ByteReader in, QueueState state) {
        Window window = state.window;
        Messages messages = window.messages;
        long offset = 0;
        long sentAt = 0;
        for (int left = in.count(); left > 0; left--) {
            offset += in.number();
            byte status = (byte) in.u8();
            byte flags = (byte) in.u8();
            sentAt += in.difference();
            int slot = messages.add(offset, sentAt);
            messages.flags[slot] = (byte) (flags & ~Messages.AHEAD);
            if ((flags & Messages.AHEAD) != 0) {
                window.markAhead(slot);
                state.ahead.add(offset);
            } else {
                messages.group[slot] = window.groups.of(in.flag() ? in.int64() : GroupHash.NONE);
                if (window.fifo) {
                    window.groups.append(slot);
                }
            }
            if (status == Messages.IN_FLIGHT || status == Messages.DELAYED) {
                messages.due[slot] = sentAt + in.difference();
            }
            messages.receives[slot] = in.int31();
            if (messages.receives[slot] > 0) {
                messages.firstReceived[slot] = sentAt + in.difference();
                messages.leased[slot] = messages.firstReceived[slot] + in.difference();
                messages.nonce[slot] = in.int32();
            }
            window.become(slot, status);
        }
    }

    private static void runs(ReadyRuns runs, ByteWriter out) {
        out.number(runs.runs());
        long offset = 0;
        long sentAt = 0;
        for (int run = 0; run < runs.runs(); run++) {
            out.number(runs.first(run) - offset)
                    .number(runs.last(run) - runs.first(run))
                    .difference(runs.oldestSentAt(run) - sentAt)
                    .number(runs.sentAt(run) - runs.oldestSentAt(run));
            offset = runs.last(run);
            sentAt = runs.oldestSentAt(run);
        }
    }

    private static void runs(ByteReader in, ReadyRuns runs) {
        long offset = 0;
        long sentAt = 0;
        for (int left = in.count(); left > 0; left--) {
            long first = offset + in.number();
            offset = first + in.number();
            sentAt += in.difference();
            runs.append(first, offset, sentAt, sentAt + in.number());
        }
    }

    private static void delayed(DelayedMessages delayed, ByteWriter out) {
        out.number(delayed.size());
        long offset = 0;
        long sentAt = 0;
        for (int at = 0; at < delayed.size(); at++) {
            out.difference(delayed.offset(at) - offset)
                    .difference(delayed.sentAt(at) - sentAt)
                    .difference(delayed.due(at) - delayed.sentAt(at))
                    .int64(delayed.group(at));
            offset = delayed.offset(at);
            sentAt = delayed.sentAt(at);
        }
    }

    private static void delayed(ByteReader in, DelayedMessages delayed) {
        long offset = 0;
        long sentAt = 0;
        for (int left = in.count(); left > 0; left--) {
            offset += in.difference();
            sentAt += in.difference();
            delayed.add(offset, sentAt, sentAt + in.difference(), in.int64());
        }
    }

    private static void ranges(OffsetRanges ranges, ByteWriter out) {
        out.number(ranges.ranges());
        ranges.forEach((first, last) -> out.number(first).number(last - first));
    }

    private static void ranges(ByteReader in, OffsetRanges ranges) {
        for (int left = in.count(); left > 0; left--) {
            long first = in.number();
            ranges.add(first, first + in.number());
        }
    }

    private static void deduplication(QueueState state, ByteWriter out) {
        out.number(state.judge.keys.size());
        long[] before = new long[2];
        state.judge.keys.forEach((key, offset, at) -> {
            out.hash(key).number(offset - before[0]).difference(at - before[1]);
            before[0] = offset;
            before[1] = at;
        });
        DuplicateLog duplicates = state.judge.found;
        out.number(duplicates.horizon()).number(duplicates.size());
        long last = 0;
        for (int i = 0; i < duplicates.size(); i++) {
            out.number(duplicates.duplicate(i) - last).number(duplicates.duplicate(i) - duplicates.original(i));
            last = duplicates.duplicate(i);
        }
    }

    private static void deduplication(ByteReader in, QueueState state) {
        long offset = 0;
        long at = 0;
        for (int left = in.count(); left > 0; left--) {
            Hash128 key = in.hash();
            offset += in.number();
            at += in.difference();
            state.judge.keys.add(key, offset, at);
        }
        state.judge.found.setHorizon(in.number());
        long duplicate = 0;
        for (int left = in.count(); left > 0; left--) {
            duplicate += in.number();
            state.judge.found.add(duplicate, duplicate - in.number());
        }
    }

    private static void attempts(Attempts attempts, ByteWriter out) {
        out.number(attempts.size());
        attempts.forEach((id, attempt) -> {
            out.hash(id).number(attempt.at()).offsets(attempt.offsets());
            for (int nonce : attempt.nonces()) {
                out.int32(nonce);
            }
        });
    }

    private static void sources(Sources sources, ByteWriter out) {
        out.number(sources.horizon()).number(sources.positions().size());
        sources.positions().forEach((source, position) -> out.hash(source).number(position));
    }

    private static void sources(ByteReader in, Sources sources) {
        long horizon = in.number();
        Map<Hash128, Long> positions = new LinkedHashMap<>();
        for (int left = in.count(); left > 0; left--) {
            positions.put(in.hash(), in.number());
        }
        sources.restore(positions, horizon);
    }

    private static void attempts(ByteReader in, Attempts attempts) {
        for (int left = in.count(); left > 0; left--) {
            Hash128 id = in.hash();
            long at = in.number();
            long[] offsets = in.offsets();
            int[] nonces = new int[offsets.length];
            for (int i = 0; i < nonces.length; i++) {
                nonces[i] = in.int32();
            }
            attempts.put(id, new Attempt(at, offsets, nonces));
        }
    }
}
