package io.penstock.kernel.delivery;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.util.List;
import java.util.SortedMap;

/** What is sent and where to. A new kind is a record here, its headers in {@link TargetHeaders}, and whoever sends it. */
public sealed interface Target {

    /** What is sent and, when that fails for good, what the dead-letter queue gets; the record's value. */
    byte[] body();

    /**
     * A POST.
     *
     * @param url may hold credentials
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Post(String url, SortedMap<String, String> headers, byte[] body) implements Target {}

    /**
     * A call of an API destination of EventBridge. Its URL, method and credentials are asked for when it is made: see {@link Destinations}.
     *
     * @param destination its ARN
     * @param path what wildcards of its URL stand for, in order
     * @param query parameters that are added to its URL
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Invocation(
            String destination,
            List<String> path,
            SortedMap<String, String> headers,
            SortedMap<String, String> query,
            byte[] body)
            implements Target {}

    /**
     * A call of an operation of this deployment, made in the process that works it off.
     *
     * @param service the SDK's module, for example {@code kinesis}
     * @param operation for example {@code PutRecord}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Call(String service, String operation, As as, Request request, byte[] body) implements Target {}

    /** In whose name a call is made, and where. */
    record As(AccountId account, Region region) {}

    /**
     * What a call is made with, besides the body.
     *
     * @param json the request, a JSON object without the body
     * @param member of the request that the body is
     * @param binary whether that member is binary data; otherwise it is text
     */
    record Request(String json, String member, boolean binary) {}

    /**
     * A mail of plain text.
     *
     * @param from the name that the sender goes by; the address is the operator's
     * @param to an address
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on; identity is never asked
    record Mail(String from, String to, String subject, byte[] body) implements Target {

        /** Who sends, unless somebody chose another name. */
        public static final String SENDER = "AWS Notifications";
    }
}
