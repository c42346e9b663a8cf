package io.penstock.services.events.bus;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is known of one bus's name, across creations. Changed in place by {@link BusMachine#evolve}; its fields are what a snapshot holds. */
final class BusState {

    String arn = "";
    long version;

    @Nullable
    BusDefinition bus;

    final SortedMap<String, RuleDefinition> rules = new TreeMap<>();

    /** When rules occur by their schedules, epoch milliseconds. */
    final SortedMap<String, Long> due = new TreeMap<>();

    /** Events of occurrences that are not known to be in the log, by their ids. */
    final SortedMap<String, Occurrence> occurred = new TreeMap<>();

    final SortedMap<String, String> tags = new TreeMap<>();
    final SortedMap<String, SortedMap<String, String>> ruleTags = new TreeMap<>();

    BusState() {}

    /** The tags of the bus, or of a rule. */
    SortedMap<String, String> tagsOf(@Nullable String rule) {
        return rule == null ? tags : ruleTags.getOrDefault(rule, new TreeMap<>());
    }

    void setTags(@Nullable String rule, SortedMap<String, String> now) {
        if (rule == null) {
            tags.clear();
            tags.putAll(now);
        } else if (now.isEmpty()) {
            ruleTags.remove(rule);
        } else {
            ruleTags.put(rule, new TreeMap<>(now));
        }
    }

    void setDue(String rule, @Nullable Long at) {
        if (at == null) {
            due.remove(rule);
        } else {
            due.put(rule, at);
        }
    }
}
