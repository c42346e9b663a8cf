package io.penstock.services.kinesis.fanout;

import io.penstock.kernel.port.Machines;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.services.kinesis.stream.StreamReply.Holder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of this node to one stream. As long as there are any, one command is parked at the stream's owner and comes back with the subscriptions that were
 * granted since, on whatever node, or after twenty seconds without any; those of here that they replace end. Of a node that has had no answer for {@link #PATIENCE}
 * all end: what replaced them it cannot know. Thread-safe.
 */
final class Watch {

    /** Owners change. */
    private static final long PAUSE_MILLIS = 1_000;

    /**
     * An owner that is there answers within twenty seconds; another twenty is more than the change of an owner takes, and another twenty its restoring under load.
     * So a change of owners ends no subscription, and one on a node that is cut off from the owner outlives the grant of another by so long at most.
     */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Machines machines;
    private final InstantSource clock;
    private final String arn;
    private final String id;

    /** Guarded by this, as all that follows: the last subscription of each consumer and shard here. */
    private final Map<Claim.Key, Claim> claims = new HashMap<>();

    /** Of all tokens up to this one it is known what they replace. */
    private long after;

    private long pausedUntil;

    /** When the owner answered last. */
    private Instant heardAt = Instant.EPOCH;

    private @Nullable Question question;

    private static final class Question {
        private final long after;
        private volatile @Nullable CompletableFuture<StreamReply> reply;

        Question(long after) {
            this.after = after;
        }

        void cancel() {
            CompletableFuture<StreamReply> asked = reply;
            if (asked != null) {
                asked.cancel(false);
            }
        }
    }

    Watch(Machines machines, InstantSource clock, StreamDefinition stream) {
        this.machines = machines;
        this.clock = clock;
        this.arn = stream.arn();
        this.id = stream.id();
    }

    boolean isOf(StreamDefinition stream) {
        return id.equals(stream.id());
    }

    /** Watches over a subscription from now on. */
    void add(Claim claim) {
        synchronized (this) {
            boolean isFirst = claims.isEmpty();
            Claim present = claims.get(claim.key());
            if (present != null && present.token() > claim.token()) {
                claim.replace();
                return;
            }
            if (present != null) {
                present.replace();
            }
            claims.put(claim.key(), claim);
            // News of what replaced this one may have come before this one.
            if (isFirst || claim.token() < after) {
                after = claim.token();
                stop();
            }
        }
        ask();
    }

    /** A subscription of here is over. */
    synchronized void end(Claim claim) {
        claims.remove(claim.key(), claim);
        if (claims.isEmpty()) {
            stop();
        }
    }

    /** Whether the owner has not answered for so long since it granted this subscription that another may have been granted in its place. */
    synchronized boolean isAbandoned(Claim claim) {
        Instant last = heardAt.isAfter(claim.since()) ? heardAt : claim.since();
        return !last.plus(PATIENCE).isAfter(clock.instant());
    }

    private void stop() {
        if (question != null) {
            question.cancel();
            question = null;
        }
    }

    /** Asks the owner, unless the question is there already or was lost just now. */
    void ask() {
        Question mine;
        synchronized (this) {
            if (question != null || claims.isEmpty() || clock.millis() < pausedUntil) {
                return;
            }
            mine = new Question(after);
            question = mine;
        }
        CompletableFuture<StreamReply> reply = machines.submit(
                StreamCodecs.STREAMS,
                StreamDirectory.aggregate(arn),
                new StreamCommand.AwaitSubscribed(id, mine.after));
        mine.reply = reply;
        reply.whenComplete((news, failure) -> answered(mine, news));
    }

    private void answered(Question asked, @Nullable StreamReply news) {
        synchronized (this) {
            if (question != asked) {
                return;
            }
            question = null;
            if (!(news instanceof StreamReply.Subscribed(var holders))) {
                pausedUntil = clock.millis() + PAUSE_MILLIS;
                return;
            }
            heardAt = clock.instant();
            holders.forEach(this::granted);
        }
        ask();
    }

    private void granted(Holder holder) {
        after = Math.max(after, holder.token());
        Claim claim = claims.get(new Claim.Key(holder.consumerArn(), holder.shard()));
        if (claim != null && claim.token() < holder.token()) {
            claim.replace();
        }
    }
}
