package io.penstock.services.kinesis.data;

import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.HashRange;
import io.penstock.services.kinesis.stream.StreamDefinition;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What the service model's own constraints do not say about a record: sizes as the stream has them, and the range of hash keys. */
final class EntryCheck {

    private static final int KIB = 1_024;

    private EntryCheck() {}

    /**
     * The checked record.
     *
     * @param member where the data is in the request, as AWS names it in failures
     */
    static NewEntry check(
            StreamDefinition stream,
            SdkBytes data,
            String partitionKey,
            @Nullable String explicitHashKey,
            String member) {
        int limit = stream.features().maxRecordKib() * KIB;
        byte[] bytes = data.asByteArrayUnsafe();
        if (bytes.length > limit) {
            throw KinesisFaults.validation("1 validation error detected: Value at '" + member
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + limit);
        }
        NewEntry entry = new NewEntry(bytes, partitionKey, explicitHashKey == null ? null : hashKey(explicitHashKey));
        if (entry.bytes() > limit) {
            throw KinesisFaults.invalid("Data and partition key of a record have " + entry.bytes()
                    + " bytes together, more than the stream's limit of " + limit + ".");
        }
        return entry;
    }

    /** Refuses a batch that is too large as a whole. */
    static void refuseTooLarge(long bytes) {
        if (bytes > KinesisLimits.PUT_RECORDS_BYTES) {
            throw KinesisFaults.invalid(
                    "Records size exceeds " + (KinesisLimits.PUT_RECORDS_BYTES >> 20) + " MB limit");
        }
    }

    private static BigInteger hashKey(String text) {
        BigInteger key = new BigInteger(text);
        if (key.compareTo(HashRange.LAST) > 0) {
            throw KinesisFaults.invalid(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was "
                            + text);
        }
        return key;
    }
}
