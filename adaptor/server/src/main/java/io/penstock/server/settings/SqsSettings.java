package io.penstock.server.settings;

/** Amazon SQS. */
public record SqsSettings(
        @Setting(
                value = "dynamic",
                doc =
                        "How queue URLs are written: `dynamic` after the address the caller used, or LocalStack's `standard`"
                                + " (`http://sqs.<region>.<host>/<account>/<queue>`), `domain` (`http://<region>.queue.<host>/<account>/<queue>`),"
                                + " `path` (`http://<host>/queue/<region>/<account>/<queue>`), `off` (`http://<host>/<account>/<queue>`)."
                                + " Every form is always accepted.")
        EndpointStrategy endpointStrategy,

        @Setting(
                value = "localhost.localstack.cloud:4566",
                doc =
                        "The host, and the port if it is not the scheme's own, of queue URLs under every strategy but `dynamic`.")
        String endpointHost,

        @Setting(
                value = "1",
                doc =
                        "Partitions of a new queue's topic, 1 to 64. More let one queue use several shards, a standard one at the price of its order. A FIFO queue has one unless its DeduplicationScope is `messageGroup`.")
        int partitions,

        @Setting(value = "64MiB", doc = "Heap for message bodies read ahead, for all queues of this node together.")
        DataSize bodyMemory) {

    public SqsSettings {
        Checks.positive("sqs.partitions", partitions);
        if (partitions > 64) {
            throw new IllegalArgumentException("sqs.partitions is 1 to 64: " + partitions);
        }
        if (bodyMemory.bytes() < 1 << 20) {
            throw new IllegalArgumentException("sqs.body-memory is at least 1MiB: " + bodyMemory);
        }
    }

    /** The forms of an emitted queue URL. */
    public enum EndpointStrategy {
        DYNAMIC,
        STANDARD,
        DOMAIN,
        PATH,
        OFF
    }
}
