package io.penstock.wire.model;

/**
 * One modelled error of a service.
 *
 * @param shape the name in the JSON, REST and CBOR protocols, for example {@code QueueDoesNotExist}
 * @param queryCode the name in the query protocol and in {@code x-amzn-query-error}
 * @param status HTTP status
 * @param messageMember the member that holds the message, in the model's spelling; {@code message} or {@code Message}
 * @param exception binary name of the SDK's exception class, or empty when this SDK has none
 */
public record ErrorModel(String shape, String queryCode, int status, String messageMember, String exception) {}
