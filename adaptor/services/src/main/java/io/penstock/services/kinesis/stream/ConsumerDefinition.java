package io.penstock.services.kinesis.stream;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registered consumer of a stream, one that may call SubscribeToShard.
 *
 * @param createdMillis when it was registered; its seconds end its ARN
 */
public record ConsumerDefinition(String name, long createdMillis, SortedMap<String, String> tags) {

    private static final long MILLIS = 1_000;

    public ConsumerDefinition {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /** {@code <stream's ARN>/consumer/<name>:<seconds of registration>}. */
    public String arn(String streamArn) {
        return streamArn + StreamName.CONSUMER + name + ":" + createdMillis / MILLIS;
    }
}
