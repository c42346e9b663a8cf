/**
 * Clients that nobody here wrote against a real port and the embedded broker: what they send and what they make of the answers is the proof that
 * applications need no change. Each test JVM has one {@link io.penstock.clients.TestServer}; tests keep apart by queues of their own. A client that
 * is not installed skips its tests with a message that names it.
 */
@NullMarked
package io.penstock.clients;

import org.jspecify.annotations.NullMarked;
