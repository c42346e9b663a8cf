/** Patterns of EventBridge, by what AWS documents of them. */
@NullMarked
package io.penstock.streams.pattern;

import org.jspecify.annotations.NullMarked;
