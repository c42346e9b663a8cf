package io.penstock.wire.shape;

import java.util.Map;
import software.amazon.awssdk.core.protocol.MarshallingType;

/** The kinds of value a member of an SDK type can have. */
public enum Kind {
    STRING,
    INTEGER,
    LONG,
    SHORT,
    BYTE,
    FLOAT,
    DOUBLE,
    BIG_DECIMAL,
    BOOLEAN,
    INSTANT,
    BYTES,
    LIST,
    MAP,
    STRUCTURE;

    private static final Map<MarshallingType<?>, Kind> BY_TYPE = Map.ofEntries(
            Map.entry(MarshallingType.STRING, STRING),
            Map.entry(MarshallingType.INTEGER, INTEGER),
            Map.entry(MarshallingType.LONG, LONG),
            Map.entry(MarshallingType.SHORT, SHORT),
            Map.entry(MarshallingType.BYTE, BYTE),
            Map.entry(MarshallingType.FLOAT, FLOAT),
            Map.entry(MarshallingType.DOUBLE, DOUBLE),
            Map.entry(MarshallingType.BIG_DECIMAL, BIG_DECIMAL),
            Map.entry(MarshallingType.BOOLEAN, BOOLEAN),
            Map.entry(MarshallingType.INSTANT, INSTANT),
            Map.entry(MarshallingType.SDK_BYTES, BYTES),
            Map.entry(MarshallingType.LIST, LIST),
            Map.entry(MarshallingType.MAP, MAP),
            Map.entry(MarshallingType.SDK_POJO, STRUCTURE));

    /** No service served has members of the remaining type, free-form documents. */
    static Kind of(MarshallingType<?> type) {
        Kind kind = BY_TYPE.get(type);
        if (kind == null) {
            throw new IllegalStateException("a kind of member the codec does not know: " + type);
        }
        return kind;
    }
}
