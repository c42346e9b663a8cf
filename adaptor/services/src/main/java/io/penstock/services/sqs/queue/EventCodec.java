package io.penstock.services.sqs.queue;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.kernel.machine.Codec;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;

/**
 * Events in journals: type number, version, fields. Numbers and layouts that were ever written stay readable; a
 * change of layout is a new version. Derived events have
 * no bytes.
 */
final class EventCodec implements Codec<QueueEvent> {

    private static final int VERSION = 1;

    private static final int RECEIVED = 1;
    private static final int ATTEMPT_REPEATED = 2;
    private static final int DELETED = 3;
    private static final int VISIBILITY_CHANGED = 4;
    private static final int MOVE_STARTED = 5;
    private static final int MOVED = 6;
    private static final int MOVE_ABANDONED = 7;
    private static final int DROPPED = 8;
    private static final int PURGED = 9;
    private static final int DISCARDED = 10;
    private static final int DUPLICATES_JUDGED = 11;
    private static final int GIVEN_BACK = 12;
    private static final int SOURCES_NOTED = 13;

    private static final int DEAD_LETTER = 0;
    private static final int TASK = 1;

    @Override
    public byte[] encode(QueueEvent event) {
        return switch (event) {
            case QueueEvent.Journaled journaled -> encodeJournaled(journaled);
            case QueueEvent.Derived derived ->
                throw new IllegalStateException(derived.getClass().getSimpleName() + " is derived and never written");
        };
    }

    private static byte[] encodeJournaled(QueueEvent.Journaled event) {
        return switch (event) {
            case QueueEvent.Received received -> received(received);
            case QueueEvent.AttemptRepeated(long at, long visibleAt, Hash128 attempt) ->
                of(ATTEMPT_REPEATED, 32)
                        .number(at)
                        .difference(visibleAt - at)
                        .hash(attempt)
                        .toArray();
            case QueueEvent.Deleted(long[] offsets) ->
                of(DELETED, 4 + 4 * offsets.length).offsets(offsets).toArray();
            case QueueEvent.VisibilityChanged(long[] offsets, long[] visibleAt) ->
                of(VISIBILITY_CHANGED, 8 + 10 * offsets.length)
                        .offsets(offsets)
                        .offsets(visibleAt)
                        .toArray();
            case QueueEvent.SourcesNoted noted -> sourcesNoted(noted);
            case QueueEvent.GivenBack(long[] offsets) ->
                of(GIVEN_BACK, 4 + 4 * offsets.length).offsets(offsets).toArray();
            case QueueEvent.MoveStarted(MoveKind kind, long at, long[] offsets) ->
                of(MOVE_STARTED, 16 + 4 * offsets.length)
                        .u8(kind == MoveKind.TASK ? TASK : DEAD_LETTER)
                        .number(at)
                        .offsets(offsets)
                        .toArray();
            case QueueEvent.Moved(long[] offsets) ->
                of(MOVED, 4 + 4 * offsets.length).offsets(offsets).toArray();
            case QueueEvent.MoveAbandoned(long[] offsets) ->
                of(MOVE_ABANDONED, 4 + 4 * offsets.length).offsets(offsets).toArray();
            case QueueEvent.Dropped(long[] first, long[] last) ->
                of(DROPPED, 4 + 8 * first.length).offsets(first).offsets(last).toArray();
            case QueueEvent.Purged(long beforeOffset) ->
                of(PURGED, 8).number(beforeOffset).toArray();
            case QueueEvent.DuplicatesJudged(long[] first, long[] last) ->
                of(DUPLICATES_JUDGED, 4 + 8 * first.length)
                        .offsets(first)
                        .offsets(last)
                        .toArray();
            case QueueEvent.Discarded() -> of(DISCARDED, 2).toArray();
        };
    }

    @Override
    public QueueEvent decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int type = in.u8();
        int version = in.u8();
        if (version != VERSION) {
            throw new IllegalStateException("event " + type + " has unknown version " + version);
        }
        QueueEvent event = switch (type) {
            case RECEIVED -> received(in);
            case ATTEMPT_REPEATED -> attemptRepeated(in);
            case DELETED -> new QueueEvent.Deleted(in.offsets());
            case VISIBILITY_CHANGED -> new QueueEvent.VisibilityChanged(in.offsets(), in.offsets());
            case MOVE_STARTED -> new QueueEvent.MoveStarted(kind(in.u8()), in.number(), in.offsets());
            case MOVED -> new QueueEvent.Moved(in.offsets());
            case MOVE_ABANDONED -> new QueueEvent.MoveAbandoned(in.offsets());
            case DROPPED -> new QueueEvent.Dropped(in.offsets(), in.offsets());
            case PURGED -> new QueueEvent.Purged(in.number());
            case DUPLICATES_JUDGED -> new QueueEvent.DuplicatesJudged(in.offsets(), in.offsets());
            case GIVEN_BACK -> new QueueEvent.GivenBack(in.offsets());
            case SOURCES_NOTED -> sourcesNoted(in);
            case DISCARDED -> new QueueEvent.Discarded();
            default -> throw new IllegalStateException("unknown event type " + type);
        };
        in.end();
        return event;
    }

    private static byte[] received(QueueEvent.Received event) {
        ByteWriter out = of(RECEIVED, 40 + 8 * event.offsets().length)
                .number(event.at())
                .difference(event.visibleAt() - event.at())
                .offsets(event.offsets());
        for (int nonce : event.nonces()) {
            out.int32(nonce);
        }
        return out.optionalHash(event.attempt()).toArray();
    }

    private static QueueEvent.Received received(ByteReader in) {
        long at = in.number();
        long visibleAt = at + in.difference();
        long[] offsets = in.offsets();
        int[] nonces = new int[offsets.length];
        for (int i = 0; i < nonces.length; i++) {
            nonces[i] = in.int32();
        }
        return new QueueEvent.Received(at, visibleAt, offsets, nonces, in.optionalHash());
    }

    private static byte[] sourcesNoted(QueueEvent.SourcesNoted event) {
        ByteWriter out = of(SOURCES_NOTED, 16 + 24 * event.sources().length)
                .number(event.before())
                .offsets(event.positions());
        for (Hash128 source : event.sources()) {
            out.hash(source);
        }
        return out.toArray();
    }

    private static QueueEvent.SourcesNoted sourcesNoted(ByteReader in) {
        long before = in.number();
        long[] positions = in.offsets();
        Hash128[] sources = new Hash128[positions.length];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = in.hash();
        }
        return new QueueEvent.SourcesNoted(before, sources, positions);
    }

    private static QueueEvent.AttemptRepeated attemptRepeated(ByteReader in) {
        long at = in.number();
        return new QueueEvent.AttemptRepeated(at, at + in.difference(), in.hash());
    }

    private static MoveKind kind(int number) {
        return switch (number) {
            case DEAD_LETTER -> MoveKind.DEAD_LETTER;
            case TASK -> MoveKind.TASK;
            default -> throw new IllegalStateException("unknown kind of move " + number);
        };
    }

    private static ByteWriter of(int type, int expected) {
        return new ByteWriter(expected).u8(type).u8(VERSION);
    }
}
