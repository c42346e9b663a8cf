package io.penstock.services.kinesis.fanout;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed to what on this node. A consumer has one subscription for each shard: a new one takes over from the old, which ends with
 * {@code ResourceInUseException}; within five seconds of the old one's beginning the new one is refused instead. Other nodes are not asked. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html">SubscribeToShard</a>
 */
final class Subscriptions {

    /** Remembered subscriptions before those that can no longer refuse anybody are thrown away. */
    private static final int MANY = 10_000;

    private final boolean refusesEarly;
    private final InstantSource clock;
    private final Map<Key, Claim> claims = new ConcurrentHashMap<>();

    private record Key(String consumerArn, String shardId) {}

    /** @param refusesEarly whether five seconds must pass; else a new subscription takes over at once */
    Subscriptions(boolean refusesEarly, InstantSource clock) {
        this.refusesEarly = refusesEarly;
        this.clock = clock;
    }

    /** One subscription's right to its shard. */
    final class Claim {
        private final Instant since = clock.instant();
        private volatile boolean over;
        private volatile boolean replaced;
        private volatile @Nullable Runnable waker;

        Instant since() {
            return since;
        }

        /** Whether another subscription has taken over. */
        boolean isReplaced() {
            return replaced;
        }

        /** What has the subscription look at {@link #isReplaced}. */
        void onReplaced(Runnable wake) {
            waker = wake;
            if (replaced) {
                wake.run();
            }
        }

        /** The subscription has ended. */
        void end() {
            over = true;
        }

        private void replace() {
            replaced = true;
            Runnable wake = waker;
            if (wake != null) {
                wake.run();
            }
        }

        private boolean isForgettable(Instant now) {
            return over && !since.plus(KinesisLimits.RESUBSCRIBE_AFTER).isAfter(now);
        }
    }

    /** Takes a shard for a consumer. */
    Claim claim(String consumerArn, String shardId) {
        Instant now = clock.instant();
        if (claims.size() > MANY) {
            claims.values().removeIf(claim -> claim.isForgettable(now));
        }
        Claim mine = new Claim();
        claims.compute(new Key(consumerArn, shardId), (key, old) -> {
            if (old != null) {
                if (refusesEarly
                        && old.since().plus(KinesisLimits.RESUBSCRIBE_AFTER).isAfter(now)) {
                    throw KinesisFaults.RESOURCE_IN_USE.with("Another active subscription exists for this consumer: "
                            + consumerArn + ", shard " + shardId
                            + ". It may be replaced 5 seconds after it was established.");
                }
                old.replace();
            }
            return mine;
        });
        return mine;
    }
}
