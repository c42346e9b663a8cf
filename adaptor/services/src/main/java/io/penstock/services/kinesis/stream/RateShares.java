package io.penstock.services.kinesis.stream;

import io.penstock.services.kinesis.stream.StreamReply.Rates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How the owner of a stream shares the quotas of its shards among the nodes that use them: what each wants, as long as that is there; equal parts to those who want more; and
 * what nobody wants in equal parts to all. The shares of all nodes are at most one, once each has heard of the others. See decision 026.
 *
 * <p>Lives as long as the ownership does and is not journaled: nodes tell again every half second. Memory: some 100 bytes for each node and shard with traffic in the last
 * second or two. Not thread-safe.
 */
public final class RateShares {

    /** How often a node with traffic tells what it would use. */
    public static final long INTERVAL_MILLIS = 500;

    /** How long a share is good, counted by the node from when it asked, by the owner from when it was asked, which is later. */
    public static final long LEASE_MILLIS = 2 * INTERVAL_MILLIS;

    /** What a node wants beyond what it used, so that it can grow. */
    private static final double MORE = 1.1;

    private static final double LEAST = 0.02;

    private final Map<Integer, Map<Long, Claim>> shards = new HashMap<>();
    private long sweptAt;

    private record Claim(long atMillis, Rates demand) {

        /** Few calls a second fall into some intervals and not into others. */
        Claim after(Claim before) {
            Rates old = before.demand;
            return new Claim(
                    atMillis,
                    new Rates(
                            demand.shard(),
                            Math.max(demand.write(), old.write() / 2),
                            Math.max(demand.read(), old.read() / 2),
                            Math.max(demand.iterate(), old.iterate() / 2)));
        }
    }

    /** Takes one node's demand down and says what it may use. */
    public StreamReply.Shares share(StreamReply.Demanded demanded) {
        long now = demanded.atMillis();
        List<Rates> shares = new ArrayList<>();
        for (Rates demand : demanded.demand()) {
            Map<Long, Claim> claims = shards.computeIfAbsent(demand.shard(), missing -> new HashMap<>());
            claims.values().removeIf(claim -> isOver(claim, now));
            claims.merge(demanded.node(), new Claim(now, demand), (old, fresh) -> fresh.after(old));
            shares.add(new Rates(
                    demand.shard(),
                    share(claims, demanded.node(), Rates::write),
                    share(claims, demanded.node(), Rates::read),
                    share(claims, demanded.node(), Rates::iterate)));
        }
        sweep(now);
        return new StreamReply.Shares(demanded.node(), shares);
    }

    private static boolean isOver(Claim claim, long now) {
        return now - claim.atMillis() >= LEASE_MILLIS;
    }

    private void sweep(long now) {
        if (now - sweptAt >= LEASE_MILLIS) {
            sweptAt = now;
            shards.values().removeIf(claims -> {
                claims.values().removeIf(claim -> isOver(claim, now));
                return claims.isEmpty();
            });
        }
    }

    /** How many shards are remembered. */
    int size() {
        return shards.size();
    }

    private static double share(Map<Long, Claim> claims, long node, ToDoubleFunction<Rates> kind) {
        double[] wants = claims.values().stream()
                .mapToDouble(claim -> wanted(claim, kind))
                .sorted()
                .toArray();
        Claim own = claims.get(node);
        if (own == null) {
            throw new IllegalStateException("no demand of node " + node);
        }
        double left = 1 - Arrays.stream(wants).sum();
        return left >= 0 ? wanted(own, kind) + left / wants.length : Math.min(wanted(own, kind), level(wants));
    }

    private static double wanted(Claim claim, ToDoubleFunction<Rates> kind) {
        return Math.min(1, MORE * kind.applyAsDouble(claim.demand()) + LEAST);
    }

    /** What everybody gets who wants more. */
    private static double level(double[] ascending) {
        double left = 1;
        int others = ascending.length;
        for (double want : ascending) {
            if (want > left / others) {
                break;
            }
            left -= want;
            others--;
        }
        return left / Math.max(1, others);
    }
}
