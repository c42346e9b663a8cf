package io.penstock.services.kinesis.fanout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One subscription's right to its shard, until another is granted or the owner of the stream has been silent for too long. Thread-safe. */
final class Claim {

    /** What a consumer may have one subscription for. */
    record Key(String consumerArn, int shard) {}

    private final Key key;
    private final long token;
    private final Instant since;
    private final Watch watch;
    private volatile boolean replaced;
    private volatile @Nullable Runnable waker;

    Claim(Key key, long token, Instant since, Watch watch) {
        this.key = key;
        this.token = token;
        this.since = since;
        this.watch = watch;
    }

    Key key() {
        return key;
    }

    long token() {
        return token;
    }

    Instant since() {
        return since;
    }

    /** Has a question that was lost asked again; to be called every second or so. */
    void look() {
        watch.ask();
    }

    /** Whether another subscription has taken over. */
    boolean isReplaced() {
        return replaced;
    }

    /** Whether another may have taken over without this node's being told, because it has not heard of the owner of the stream for a minute. */
    boolean isAbandoned() {
        return watch.isAbandoned(this);
    }

    /** What has the subscription look at {@link #isReplaced}. */
    void onReplaced(Runnable wake) {
        waker = wake;
        if (replaced) {
            wake.run();
        }
    }

    void replace() {
        replaced = true;
        Runnable wake = waker;
        if (wake != null) {
            wake.run();
        }
    }

    /** The subscription has ended. */
    void end() {
        watch.end(this);
    }
}
