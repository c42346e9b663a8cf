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

    /** Numbers of a key grow by one from its first in the tenure, whoever had the shard before. */
    static void assertTenures(KclWorker worker) {
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
                assertThat(before == null || number(id) == before + 1)
                        .as("%s after number %s in %s", id, before, words[1])
                        .isTrue();
            }
        }
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
