package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;

/** Events in journals: type number, version, fields. Derived events have no bytes. */
final class EventCodec implements Codec<PartitionEvent> {

    static final EventCodec INSTANCE = new EventCodec();

    private static final int VERSION = 1;
    private static final int SHAPED = 1;
    private static final int TERM_BEGUN = 2;
    private static final int CHANGED = 3;
    // 4 and 5 were a transaction's events before there was an operation that led to them: no journal has them.
    private static final int DISCARDED = 6;
    private static final int FENCED = 7;
    private static final int PREPARED = 8;
    private static final int RELEASED = 9;
    private static final int STORED = 10;

    private EventCodec() {}

    @Override
    public byte[] encode(PartitionEvent event) {
        return switch (event) {
            case PartitionEvent.Journaled journaled -> journaled(journaled);
            case PartitionEvent.Derived derived ->
                throw new IllegalStateException(derived.getClass().getSimpleName() + " is derived and never written");
        };
    }

    private static byte[] journaled(PartitionEvent.Journaled event) {
        return switch (event) {
            case PartitionEvent.Shaped(TableShape shape) -> {
                ByteSink to = Fields.begin(SHAPED, VERSION, 128);
                Fields.shape(to, shape);
                yield to.toArray();
            }
            case PartitionEvent.TermBegun(long term, long through) ->
                Fields.begin(TERM_BEGUN, VERSION, 16)
                        .number(term)
                        .number(through)
                        .toArray();
            case PartitionEvent.Changed changed -> {
                ByteSink to = Fields.begin(CHANGED, VERSION, 256);
                Fields.bytes(to, changed.place());
                to.number(changed.version()).number(changed.sizeBefore() + 1L);
                Fields.image(to, changed.item());
                yield to.toArray();
            }
            case PartitionEvent.Prepared(PreparedWrites writes, long below) -> {
                ByteSink to = Fields.begin(PREPARED, VERSION, 512).number(below);
                Fields.prepared(to, writes);
                yield to.toArray();
            }
            case PartitionEvent.Released(TransactionId id, long below) -> {
                ByteSink to = Fields.begin(RELEASED, VERSION, 96).number(below);
                Fields.transaction(to, id);
                yield to.toArray();
            }
            case PartitionEvent.Stored(long through) ->
                Fields.begin(STORED, VERSION, 12).number(through).toArray();
            case PartitionEvent.Fenced() -> Fields.begin(FENCED, VERSION, 2).toArray();
            case PartitionEvent.Discarded() ->
                Fields.begin(DISCARDED, VERSION, 2).toArray();
        };
    }

    @Override
    public PartitionEvent decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        int type = from.u8();
        int version = from.u8();
        if (version != VERSION) {
            throw new IllegalStateException("event " + type + " has unknown version " + version);
        }
        PartitionEvent event = switch (type) {
            case SHAPED -> new PartitionEvent.Shaped(Fields.shape(from));
            case TERM_BEGUN -> new PartitionEvent.TermBegun(from.number(), from.number());
            case CHANGED -> changed(from);
            case PREPARED -> {
                long below = from.number();
                yield new PartitionEvent.Prepared(Fields.prepared(from), below);
            }
            case RELEASED -> {
                long below = from.number();
                yield new PartitionEvent.Released(Fields.transaction(from), below);
            }
            case STORED -> new PartitionEvent.Stored(from.number());
            case FENCED -> new PartitionEvent.Fenced();
            case DISCARDED -> new PartitionEvent.Discarded();
            default -> throw new IllegalStateException("unknown event type " + type);
        };
        from.end();
        return event;
    }

    private static PartitionEvent changed(ByteSource from) {
        var place = Fields.bytes(from);
        long version = from.number();
        int sizeBefore = (int) from.number() - 1;
        return new PartitionEvent.Changed(place, version, Fields.image(from), sizeBefore);
    }
}
