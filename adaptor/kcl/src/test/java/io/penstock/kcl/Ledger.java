package io.penstock.kcl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What workers told of records {@code key/number}. The KCL delivers at least once: what is repeated counts by its first time, and within the tenure of one processor nothing may
 * be repeated, left out or out of order.
 */
final class Ledger {

    private Ledger() {}

    /** The numbers of each key in the order in which a worker was given them first. */
    static Map<String, List<Integer>> firsts(List<String> told) {
        Map<String, List<Integer>> firsts = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (String line : told) {
            String id = record(line);
            if (!id.isEmpty() && seen.add(id)) {
                firsts.computeIfAbsent(key(id), none -> new ArrayList<>()).add(number(id));
            }
        }
        return firsts;
    }

    /** How many different records were told. */
    static long count(Collection<KclWorker> workers) {
        return workers.stream()
                .flatMap(worker -> worker.told().stream())
                .map(Ledger::record)
                .filter(id -> !id.isEmpty())
                .distinct()
                .count();
    }

    /** The acknowledged records that no worker was given. */
    static List<String> missing(Collection<KclWorker> workers, Map<String, List<Integer>> acknowledged) {
        Set<String> told = workers.stream()
                .flatMap(worker -> worker.told().stream())
                .map(Ledger::record)
                .collect(Collectors.toSet());
        return acknowledged.entrySet().stream()
                .flatMap(each -> each.getValue().stream().map(number -> each.getKey() + "/" + number))
                .filter(id -> !told.contains(id))
                .toList();
    }

    /**
     * From its first in the tenure on, whoever had the shard before, the numbers of a key grow, and none is left out that was acknowledged: a write that failed may have
     * happened or not.
     */
    static void assertTenures(KclWorker worker, Map<String, List<Integer>> acknowledged) {
        Map<String, Map<String, Integer>> last = new HashMap<>();
        for (String line : worker.told()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("started")) {
                last.put(words[1], new HashMap<>());
            }
            String id = record(line);
            if (!id.isEmpty()) {
                Integer before =
                        last.computeIfAbsent(words[1], none -> new HashMap<>()).put(key(id), number(id));
                assertThat(before == null || before < number(id))
                        .as("%s after number %s in %s", id, before, words[1])
                        .isTrue();
                assertThat(before == null ? List.of() : between(before, number(id), acknowledged.get(key(id))))
                        .as("left out between number %s and %s in %s", before, id, words[1])
                        .isEmpty();
            }
        }
    }

    private static List<Integer> between(int after, int before, @Nullable List<Integer> acknowledged) {
        return acknowledged == null
                ? List.of()
                : acknowledged.stream()
                        .filter(number -> number > after && number < before)
                        .toList();
    }

    private static String record(String line) {
        String[] words = line.split(" ", 3);
        return words[0].equals("record") || words[0].equals("part") ? words[2] : "";
    }

    private static String key(String id) {
        return id.substring(0, id.indexOf('/'));
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.indexOf('/') + 1));
    }
}
