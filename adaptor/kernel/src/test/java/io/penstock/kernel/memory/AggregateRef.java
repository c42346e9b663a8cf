package io.penstock.kernel.memory;

import io.penstock.kernel.machine.AggregateId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** An aggregate among those of all kinds. */
record AggregateRef(String kind, AggregateId id) {

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(kind);
        out.writeUTF(id.key());
    }

    static AggregateRef read(DataInputStream in) throws IOException {
        return new AggregateRef(in.readUTF(), new AggregateId(in.readUTF()));
    }
}
