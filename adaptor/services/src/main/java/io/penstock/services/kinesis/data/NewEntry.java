package io.penstock.services.kinesis.data;

import io.penstock.kernel.port.NewRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A checked record on its way in. The bytes are the caller's, not a copy. */
final class NewEntry {

    private final NewRecord kafkaRecord;
    private final String partitionKey;
    private final @Nullable BigInteger explicitHashKey;
    private final int bytes;

    NewEntry(byte[] data, String partitionKey, @Nullable BigInteger explicitHashKey) {
        byte[] key = partitionKey.getBytes(StandardCharsets.UTF_8);
        this.kafkaRecord = new NewRecord(key, data, List.of());
        this.partitionKey = partitionKey;
        this.explicitHashKey = explicitHashKey;
        this.bytes = key.length + data.length;
    }

    /** As it is written: the partition key is the key, the data is the value. */
    NewRecord kafkaRecord() {
        return kafkaRecord;
    }

    String partitionKey() {
        return partitionKey;
    }

    @Nullable
    BigInteger explicitHashKey() {
        return explicitHashKey;
    }

    /** Of data and partition key. */
    int bytes() {
        return bytes;
    }
}
