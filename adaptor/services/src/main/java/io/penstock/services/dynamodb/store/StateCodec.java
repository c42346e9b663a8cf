package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.store.PartitionState.Counters;

/** States in snapshots: the overlay and what is prepared. What the store holds is in the table's topic. */
final class StateCodec implements Codec<PartitionState> {

    static final StateCodec INSTANCE = new StateCodec();

    private static final int VERSION = 2;

    /** Before there were transactions. */
    private static final int WITHOUT_TRANSACTIONS = 1;

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
        to.number(state.ended().size());
        state.ended().forEach((coordinator, ended) -> {
            to.text(coordinator).number(ended.below()).number(ended.numbers().size());
            ended.numbers().forEach(number -> to.number(number - ended.below()));
        });
        return to.toArray();
    }

    @Override
    public PartitionState decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        int version = from.u8();
        if (version != VERSION && version != WITHOUT_TRANSACTIONS) {
            throw new IllegalStateException("state of a partition has unknown version " + version);
        }
        PartitionState state = new PartitionState();
        if (from.u8() != 0) {
            state.restore(Fields.shape(from), new Counters(from.number(), from.number(), from.number(), from.number()));
            Fields.list(from, in -> new Entry(Fields.bytes(in), in.number(), Fields.image(in)))
                    .forEach(state::put);
            Fields.list(from, Fields::prepared).forEach(state::hold);
            if (version == VERSION) {
                for (int left = from.count(); left > 0; left--) {
                    ended(from, state.ended(from.text()));
                }
            }
        }
        from.end();
        return state;
    }

    private static void ended(ByteSource from, EndedTransactions to) {
        to.advance(from.number());
        Fields.list(from, ByteSource::number).forEach(number -> to.end(to.below() + number));
    }
}
