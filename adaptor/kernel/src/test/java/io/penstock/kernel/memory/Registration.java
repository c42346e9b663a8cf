package io.penstock.kernel.memory;

import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.machine.Machine;
import java.util.List;

/** A kind of aggregate as registered. */
record Registration<S, C, E, R>(Machine<S, C, E, R> machine, Companion.Factory<S, C, E, R> companions) {

    List<byte[]> encode(List<E> events) {
        return events.stream().map(machine.events()::encode).toList();
    }

    S initial(AggregateId id) {
        return machine.initial(id);
    }

    S evolve(S state, List<byte[]> events) {
        S evolved = state;
        for (byte[] event : events) {
            evolved = machine.evolve(evolved, machine.events().decode(event));
        }
        return evolved;
    }
}
