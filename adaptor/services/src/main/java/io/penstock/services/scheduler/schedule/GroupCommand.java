package io.penstock.services.scheduler.schedule;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What the groups of an account are asked. */
public sealed interface GroupCommand {

    record Create(
            String name,
            SortedMap<String, String> tags,
            @Nullable String token) implements GroupCommand {}

    record Get(String name) implements GroupCommand {}

    /** @param after empty for the beginning */
    record Page(String prefix, String after, int limit) implements GroupCommand {}

    record Delete(String name, @Nullable String token) implements GroupCommand {}

    /** No bucket holds anything of a deleted group any more. */
    record Emptied(String name, String id) implements GroupCommand {}

    record Tag(String name, SortedMap<String, String> tags) implements GroupCommand {}

    record Untag(String name, List<String> keys) implements GroupCommand {}
}
