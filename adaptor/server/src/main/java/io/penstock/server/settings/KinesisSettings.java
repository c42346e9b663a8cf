package io.penstock.server.settings;

/** Amazon Kinesis Data Streams. */
public record KinesisSettings(
        @Setting(
                value = "64MiB",
                doc = "Heap for records of all streams of this node together: what subscribers of enhanced fan-out"
                        + " share, what is being sent to them, and reads in progress.")
        DataSize cacheMemory) {

    public KinesisSettings {
        if (cacheMemory.bytes() < 16 << 20) {
            throw new IllegalArgumentException("kinesis.cache-memory is at least 16MiB: " + cacheMemory);
        }
    }
}
