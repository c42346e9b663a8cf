package io.penstock.services.events.rules;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What the routing can match and make. Pure.
 *
 * @param test holds an event against a pattern
 * @param pattern refuses what is no pattern, with {@code InvalidEventPatternException}
 * @param wildcards whether a pattern has any
 * @param path whether a text is a path into events
 * @param tooLong whether the detail of an event has longer lists than are held against patterns
 */
public record Matching(
        PatternTest test,
        Consumer<String> pattern,
        Predicate<String> wildcards,
        Predicate<String> path,
        Predicate<String> tooLong) {}
