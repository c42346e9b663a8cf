package io.penstock.services.kinesis.control;

import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.ShardDefinition;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What a round of resharding does: splits and merges that share no shard. */
final class ReshardPlan {

    /** One change of shards. */
    sealed interface Step {

        /** How many shards begin. */
        int children();

        /** How many more open shards there are afterwards, less than 0 if fewer. */
        int more();

        /**
         * @param newStart the first hash key of the second child
         */
        record Split(ShardDefinition parent, BigInteger newStart) implements Step {
            @Override
            public int children() {
                return 2;
            }

            @Override
            public int more() {
                return 1;
            }
        }

        record Merge(ShardDefinition parent, ShardDefinition adjacent) implements Step {
            @Override
            public int children() {
                return 1;
            }

            @Override
            public int more() {
                return -1;
            }
        }
    }

    private ReshardPlan() {}

    /**
     * The next round on the way to this many shards of equal size; empty when they are there. Shards that a boundary goes through are split first, at the middle one
     * if several do; neighbours without a boundary between them are merged once no boundary goes through either. Doubling and halving take one round.
     */
    static List<Step> towards(List<ShardDefinition> open, int target) {
        NavigableSet<BigInteger> starts = new TreeSet<>();
        for (int i = 0; i < target; i++) {
            starts.add(HashRange.uniform(i, target).start());
        }
        List<ShardDefinition> ordered = inOrder(open);
        List<Step> steps = new ArrayList<>();
        int i = 0;
        while (i < ordered.size()) {
            ShardDefinition shard = ordered.get(i);
            List<BigInteger> through = through(shard, starts);
            if (!through.isEmpty()) {
                steps.add(new Step.Split(shard, through.get(through.size() / 2)));
                i++;
                continue;
            }
            boolean merges = i + 1 < ordered.size()
                    && !starts.contains(ordered.get(i + 1).range().start())
                    && through(ordered.get(i + 1), starts).isEmpty();
            if (merges) {
                steps.add(new Step.Merge(shard, ordered.get(i + 1)));
                i++;
            }
            i++;
        }
        return steps;
    }

    private static List<BigInteger> through(ShardDefinition shard, NavigableSet<BigInteger> starts) {
        HashRange range = shard.range();
        return List.copyOf(starts.subSet(range.start(), false, range.end(), true));
    }

    /** Open shards by their ranges. */
    static List<ShardDefinition> inOrder(List<ShardDefinition> open) {
        return open.stream()
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList();
    }

    /** The middle of a shard, as the start of its second half; empty range when it has one hash key only. */
    static BigInteger middle(ShardDefinition shard) {
        return shard.range().start().add(shard.range().end()).shiftRight(1).add(BigInteger.ONE);
    }
}
