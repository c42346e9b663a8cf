package io.penstock.services.kinesis.stream;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;

/**
 * From hash keys to shards, for one version of a stream. Immutable; cheap enough to ask for every record.
 *
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key">Partition key</a>
 */
public final class ShardRouting {

    private final long[] high;
    private final long[] low;
    private final ShardDefinition[] shards;

    private ShardRouting(long[] high, long[] low, ShardDefinition[] shards) {
        this.high = high;
        this.low = low;
        this.shards = shards;
    }

    /** The routing of a definition, over all shards that are not closed; a stream that is being created has none. */
    public static ShardRouting of(StreamDefinition stream) {
        List<ShardDefinition> open = stream.openShards().stream()
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList();
        long[] high = new long[open.size()];
        long[] low = new long[open.size()];
        BigInteger next = BigInteger.ZERO;
        for (int i = 0; i < open.size(); i++) {
            HashRange range = open.get(i).range();
            if (!range.start().equals(next)) {
                throw new IllegalStateException("shards of " + stream.arn() + " leave a gap or overlap at " + next);
            }
            high[i] = range.start().shiftRight(Long.SIZE).longValue();
            low[i] = range.start().longValue();
            next = range.next();
        }
        if (!open.isEmpty() && next.bitLength() != HashRange.LAST.bitLength() + 1) {
            throw new IllegalStateException("shards of " + stream.arn() + " end at " + next);
        }
        return new ShardRouting(high, low, open.toArray(ShardDefinition[]::new));
    }

    /**
     * The shard that takes this record. It may be {@link ShardDefinition.State#CLOSING}: then wait for a later version of the definition before appending.
     *
     * @param partitionKey hashed unless there is an explicit hash key
     */
    public ShardDefinition shardOf(String partitionKey) {
        ByteBuffer digest = ByteBuffer.wrap(md5(partitionKey));
        return find(digest.getLong(), digest.getLong());
    }

    /** The shard that takes an explicit hash key, 0 to 2<sup>128</sup> - 1. */
    public ShardDefinition shardOf(BigInteger hashKey) {
        if (hashKey.signum() < 0 || hashKey.compareTo(HashRange.LAST) > 0) {
            throw new IllegalArgumentException("not a hash key: " + hashKey);
        }
        return find(hashKey.shiftRight(Long.SIZE).longValue(), hashKey.longValue());
    }

    private ShardDefinition find(long keyHigh, long keyLow) {
        if (shards.length == 0) {
            throw new IllegalStateException("a stream without shards routes nothing");
        }
        int first = 0;
        int last = shards.length - 1;
        while (first < last) {
            int middle = (first + last + 1) >>> 1;
            int order = Long.compareUnsigned(high[middle], keyHigh);
            boolean beyond = order > 0 || (order == 0 && Long.compareUnsigned(low[middle], keyLow) > 0);
            if (beyond) {
                last = middle - 1;
            } else {
                first = middle;
            }
        }
        return shards[first];
    }

    /** The 128-bit hash key of a partition key. */
    public static BigInteger hashKey(String partitionKey) {
        return new BigInteger(1, md5(partitionKey));
    }

    private static byte[] md5(String partitionKey) {
        try {
            return MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
