package io.penstock.services.dynamodb.store;

/**
 * A stretch of places, in the table or in an index.
 *
 * @param from inclusive
 * @param to exclusive
 * @param descending greatest first
 */
public record Range(byte[] from, byte[] to, boolean descending) {}
