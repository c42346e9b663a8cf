/**
 * What the SDK's types do not say about a service: its protocols, its operations' HTTP bindings, its errors and its constraints.
 *
 * <p>The tables are a digest of AWS's public service models, made at development time by the script in this module's {@code src/digest} and
 * read from the class path when a service is first used. Classes of the SDK are named here, never loaded.
 */
@NullMarked
package io.penstock.wire.model;

import org.jspecify.annotations.NullMarked;
