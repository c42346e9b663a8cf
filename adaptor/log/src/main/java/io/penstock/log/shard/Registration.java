package io.penstock.log.shard;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import java.util.ArrayList;
import java.util.List;

/** A kind of aggregate as this node knows it. */
record Registration<S, C, E, R>(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {

    String name() {
        return machine.type().name();
    }

    S initial(AggregateId id) {
        return machine.initial(id);
    }

    S replay(S state, List<byte[]> events) {
        S result = state;
        for (byte[] event : events) {
            result = machine.evolve(result, machine.events().decode(event));
        }
        return result;
    }

    List<byte[]> encode(List<E> events) {
        List<byte[]> bytes = new ArrayList<>(events.size());
        for (E event : events) {
            bytes.add(machine.events().encode(event));
        }
        return bytes;
    }
}
