package io.penstock.services.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the owner of a resource shares its quotas among the nodes that use them: what each wants, as long as that is there; equal parts to those who want more; and
 * what nobody wants in equal parts to all. The shares of all nodes are at most one, once each has heard of the others. See decision 026.
 *
 * <p>Lives as long as the ownership does and is not journaled: nodes tell again every half second. Memory: some 100 bytes for each node and key with traffic in the last
 * second or two. Not thread-safe.
 */
public final class RateShares {

    /** How often a node with traffic tells what it would use. */
    public static final long INTERVAL_MILLIS = 500;

    /** How long a share is good, counted by the node from when it asked, by the owner from when it was asked, which is later. */
    public static final long LEASE_MILLIS = 2 * INTERVAL_MILLIS;

    /** What every node is taken to want that has any traffic. */
    public static final double LEAST = 0.02;

    /** What a node wants beyond what it used, so that it can grow. */
    private static final double MORE = 1.1;

    private final Map<Long, Map<Long, Claim>> claimed = new HashMap<>();
    private long sweptAt;

    /**
     * What a node wants of the quotas that have one key, or has.
     *
     * @param parts of each of these quotas a second
     */
    public record Rates(long key, List<Double> parts) {
        public Rates {
            parts = List.copyOf(parts);
        }
    }

    private record Claim(long atMillis, List<Double> parts) {

        /** Few calls a second fall into some intervals and not into others. */
        Claim after(Claim before) {
            List<Double> steadied = new ArrayList<>(parts.size());
            for (int i = 0; i < parts.size(); i++) {
                steadied.add(Math.max(parts.get(i), before.parts.get(i) / 2));
            }
            return new Claim(atMillis, steadied);
        }
    }

    /** Takes one node's demand down and says what it may use. */
    public List<Rates> share(long node, long now, List<Rates> demand) {
        List<Rates> shares = new ArrayList<>(demand.size());
        for (Rates wanted : demand) {
            Map<Long, Claim> claims = claimed.computeIfAbsent(wanted.key(), missing -> new HashMap<>());
            claims.values().removeIf(claim -> isOver(claim, now));
            claims.merge(node, new Claim(now, wanted.parts()), (old, fresh) -> fresh.after(old));
            List<Double> granted = new ArrayList<>(wanted.parts().size());
            for (int part = 0; part < wanted.parts().size(); part++) {
                granted.add(share(claims, node, part));
            }
            shares.add(new Rates(wanted.key(), granted));
        }
        sweep(now);
        return shares;
    }

    private static boolean isOver(Claim claim, long now) {
        return now - claim.atMillis() >= LEASE_MILLIS;
    }

    private void sweep(long now) {
        if (now - sweptAt >= LEASE_MILLIS) {
            sweptAt = now;
            claimed.values().removeIf(claims -> {
                claims.values().removeIf(claim -> isOver(claim, now));
                return claims.isEmpty();
            });
        }
    }

    /** How many keys are remembered. */
    int size() {
        return claimed.size();
    }

    private static double share(Map<Long, Claim> claims, long node, int part) {
        double[] wants = claims.values().stream()
                .mapToDouble(claim -> wanted(claim, part))
                .sorted()
                .toArray();
        Claim own = claims.get(node);
        if (own == null) {
            throw new IllegalStateException("no demand of node " + node);
        }
        double left = 1 - Arrays.stream(wants).sum();
        return left >= 0 ? wanted(own, part) + left / wants.length : Math.min(wanted(own, part), level(wants));
    }

    private static double wanted(Claim claim, int part) {
        return Math.min(1, MORE * claim.parts().get(part) + LEAST);
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
