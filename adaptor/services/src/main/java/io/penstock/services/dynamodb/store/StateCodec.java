package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.store.PartitionState.Counters;

/** States in snapshots: the overlay and what is prepared. What the store holds is in the table's topic. */
final class StateCodec implements Codec<PartitionState> {

    static final StateCodec INSTANCE = new StateCodec();

    private static final int VERSION = 1;

    private StateCodec() {}

    @Override
    public byte[] encode(PartitionState state) {
        TableShape shape = state.shape();
        ByteSink to = new ByteSink(256).u8(VERSION).u8(shape == null ? 0 : 1);
        if (shape == null) {
            return to.toArray();
        }
        Fields.shape(to, shape);
        Counters counters = state.counters();
        to.number(counters.term())
                .number(counters.version())
                .number(counters.items())
                .number(counters.bytes());
        to.number(state.overlay().size());
        for (Entry entry : state.overlay().values()) {
            Fields.bytes(to, entry.place());
            to.number(entry.version());
            Fields.image(to, entry.item());
        }
        to.number(state.prepared().size());
        state.prepared().forEach(prepared -> Fields.prepared(to, prepared));
        return to.toArray();
    }

    @Override
    public PartitionState decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        int version = from.u8();
        if (version != VERSION) {
            throw new IllegalStateException("state of a partition has unknown version " + version);
        }
        PartitionState state = new PartitionState();
        if (from.u8() != 0) {
            state.restore(Fields.shape(from), new Counters(from.number(), from.number(), from.number(), from.number()));
            Fields.list(from, in -> new Entry(Fields.bytes(in), in.number(), Fields.image(in)))
                    .forEach(state::put);
            Fields.list(from, Fields::prepared).forEach(state::hold);
        }
        from.end();
        return state;
    }
}
