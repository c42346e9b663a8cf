/**
 * De-duplication by the order of a log: of records with one key within five minutes the first counts. Structures of columns, small enough for a million keys;
 * none is thread-safe.
 */
@NullMarked
package io.penstock.kernel.dedup;

import org.jspecify.annotations.NullMarked;
