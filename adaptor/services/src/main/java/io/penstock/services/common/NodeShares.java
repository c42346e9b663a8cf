package io.penstock.services.common;

import io.penstock.services.common.RateShares.Rates;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What this node may use of the quotas of one resource, by key. Traffic has the owner asked for shares, twice a second at most and one question at a time; nobody waits for the
 * answer. Thread-safe.
 */
public final class NodeShares<P extends NodeShares.Part> {

    /** The quotas of one key on this node. Thread-safe. */
    public interface Part {

        /** What was wanted since the last time, in parts of each quota a second; nothing when the owner need not be asked. */
        Optional<List<Double>> demand(long nowMillis);

        /** The owner's answer to what was asked then. */
        void learn(List<Double> shares, long askedMillis, long nowMillis);

        /** Whether forgetting this changes nothing. */
        boolean isIdle(long nowMillis);
    }

    /** Asks the owner. */
    public interface Owner {

        /**
         * @param node what the last answer called this node; 0 at first
         * @return nothing when there is no such resource
         */
        CompletableFuture<Optional<Answer>> ask(long node, List<Rates> demand);
    }

    /** What this node is granted, and what the owner calls it. */
    public record Answer(long node, List<Rates> shares) {}

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final LongFunction<P> fresh;
    private final Owner owner;
    private final InstantSource clock;
    private final Map<Long, P> parts = new ConcurrentHashMap<>();
    private final AtomicLong askedAt = new AtomicLong(NEVER);
    private final AtomicLong sweptAt = new AtomicLong(NEVER);
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long node;

    /**
     * Without any traffic yet.
     *
     * @param fresh makes a part, as of a time
     */
    public NodeShares(LongFunction<P> fresh, Owner owner, InstantSource clock) {
        this.fresh = fresh;
        this.owner = owner;
        this.clock = clock;
    }

    /** The quotas of a key. */
    public P of(long key) {
        return parts.computeIfAbsent(key, missing -> fresh.apply(clock.millis()));
    }

    /** To be called after something was used. */
    public void used() {
        long now = clock.millis();
        long last = askedAt.get();
        if (now - last < RateShares.INTERVAL_MILLIS) {
            return;
        }
        if (asking.get()) {
            if (now - last >= Portion.PATIENCE_MILLIS) {
                sweep(now);
            }
            return;
        }
        if (!askedAt.compareAndSet(last, now) || !asking.compareAndSet(false, true)) {
            return;
        }
        List<Rates> demand = demand(now);
        if (demand.isEmpty()) {
            asking.set(false);
            return;
        }
        CompletableFuture<Optional<Answer>> asked;
        try {
            asked = owner.ask(node, demand);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        asked.whenComplete((answer, failure) -> {
            try {
                answered(failure == null ? answer.orElse(null) : null, now);
            } finally {
                asking.set(false);
            }
        });
    }

    /** Forgets what is idle, but not before it was asked what it wants: a bucket may be full again at this very moment. */
    private List<Rates> demand(long now) {
        List<Rates> demand = new ArrayList<>();
        parts.forEach((key, part) -> {
            Optional<List<Double>> wanted = part.demand(now);
            if (wanted.isPresent()) {
                demand.add(new Rates(key, wanted.get()));
            } else if (part.isIdle(now)) {
                parts.remove(key);
            }
        });
        return demand;
    }

    /** What is used while the owner does not answer must not pile up. */
    private void sweep(long now) {
        long last = sweptAt.get();
        if (now - last >= RateShares.INTERVAL_MILLIS && sweptAt.compareAndSet(last, now)) {
            parts.values().removeIf(part -> part.isIdle(now));
        }
    }

    private void answered(@Nullable Answer answer, long asked) {
        if (answer != null) {
            node = answer.node();
            long now = clock.millis();
            for (Rates share : answer.shares()) {
                P part = parts.get(share.key());
                if (part != null) {
                    part.learn(share.parts(), asked, now);
                }
            }
        }
    }

    /** How many keys are remembered. */
    int size() {
        return parts.size();
    }

    /** Whether forgetting this resource changes nothing. */
    public boolean isIdle(long nowMillis) {
        return parts.values().stream().allMatch(part -> part.isIdle(nowMillis));
    }
}
