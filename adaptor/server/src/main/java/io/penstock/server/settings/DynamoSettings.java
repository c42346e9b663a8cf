package io.penstock.server.settings;

/** Amazon DynamoDB. */
public record DynamoSettings(
        @Setting(
                value = "4",
                doc =
                        "Partitions of a new table and of its topic, 1 to 64. More spread a table over more shards, at the price of one request to each for a"
                                + " scan or a query of a global index. A table keeps the number it was made with.")
        int partitions,

        @Setting(
                value = "32MiB",
                doc =
                        "Heap for changes of items that are not in their table's topic and on disk yet, for all tables of this node together. Beyond it writes"
                                + " wait two seconds for room, and are refused then.")
        DataSize writeMemory) {

    public DynamoSettings {
        Checks.positive("dynamodb.partitions", partitions);
        if (partitions > 64) {
            throw new IllegalArgumentException("dynamodb.partitions is 1 to 64: " + partitions);
        }
        if (writeMemory.bytes() < 1 << 20) {
            throw new IllegalArgumentException("dynamodb.write-memory is at least 1MiB: " + writeMemory);
        }
    }
}
