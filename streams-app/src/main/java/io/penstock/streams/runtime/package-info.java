/**
 * Runs topologies for any service: {@link io.penstock.streams.runtime.StreamsRuntime} keeps one running through faults, and
 * {@link io.penstock.streams.runtime.Definitions} is the catalog inside of it, read as a global store.
 */
@NullMarked
package io.penstock.streams.runtime;

import org.jspecify.annotations.NullMarked;
