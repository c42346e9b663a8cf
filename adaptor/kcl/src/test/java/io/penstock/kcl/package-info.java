/**
 * Applications of the Kinesis Client Library and the Kinesis Producer Library against a server, as their users write them: each worker is a JVM of its own that finds the
 * server by {@code AWS_ENDPOINT_URL} and keeps its leases in the server's tables. Workers print what they are told and what they were given; tests judge by that.
 */
@NullMarked
package io.penstock.kcl;

import org.jspecify.annotations.NullMarked;
