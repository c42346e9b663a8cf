package io.penstock.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, by name, and what it comes to. */
final class Figures {

    private final Map<String, List<Double>> all = new LinkedHashMap<>();

    void note(String what, double figure) {
        System.out.printf("  %-66s %10.2f%n", what, figure);
        all.computeIfAbsent(what, missing -> new ArrayList<>()).add(figure);
    }

    /** What was measured so far was for warming up. */
    void forget() {
        all.clear();
    }

    void print(int rounds) {
        System.out.printf("%nMedians of %d rounds%n", rounds);
        all.keySet().forEach(name -> System.out.printf("  %-66s %10.2f%n", name, median(name)));
        System.out.printf("%nRatios%n");
    }

    /** @param goal what the ratio should reach, 0 for none */
    void ratio(String what, String to, double goal) {
        if (!all.containsKey(what) || !all.containsKey(to)) {
            System.out.printf("  %-40s / %-52s not measured%n", what, to);
            return;
        }
        double ratio = median(what) / median(to);
        String verdict = goal == 0 ? "" : (ratio >= goal ? "reached" : "NOT reached") + ", goal " + goal;
        System.out.printf("  %-40s / %-52s %6.2f %s%n", what, to, ratio, verdict);
    }

    private double median(String name) {
        List<Double> values = all.getOrDefault(name, List.of());
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
