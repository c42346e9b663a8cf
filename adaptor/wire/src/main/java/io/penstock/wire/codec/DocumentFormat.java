package io.penstock.wire.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.penstock.wire.WireLimits;

/** The document formats that share one streaming codec; only tokens and three scalars differ between them. */
public enum DocumentFormat {
    JSON,
    /** {@code application/x-amz-cbor-1.1}: timestamps are epoch milliseconds. */
    CBOR_1_1,
    /** Smithy RPC v2: timestamps are epoch seconds. */
    RPC_V2_CBOR;

    /**
     * Tokens of a document: names, values, beginnings and ends. An element of three bytes takes a hundred in memory, so the bytes alone would not bound a
     * request. The largest that a service takes, 25 items of a table made of the smallest attributes there are, stays below it up to 16,000 attributes an item.
     */
    private static final long MAXIMUM_TOKENS = 2_000_000;

    /** Jackson keeps its buffers by thread otherwise, and a request is a thread of its own. */
    private static final RecyclerPool<BufferRecycler> BUFFERS =
            JsonRecyclerPools.newBoundedPool(4 * Runtime.getRuntime().availableProcessors());

    JsonFactory factory(WireLimits limits) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(limits.depth())
                .maxStringLength(limits.bodyBytes())
                .maxTokenCount(MAXIMUM_TOKENS)
                .build();
        return switch (this) {
            case JSON ->
                new JsonFactoryBuilder()
                        // Map keys are callers' data: interning them leaks, and colliding ones are no reason to fail.
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                        .streamReadConstraints(constraints)
                        .recyclerPool(BUFFERS)
                        .build();
            case CBOR_1_1, RPC_V2_CBOR ->
                CBORFactory.builder()
                        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                        .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                        .streamReadConstraints(constraints)
                        .recyclerPool(BUFFERS)
                        .build();
        };
    }
}
