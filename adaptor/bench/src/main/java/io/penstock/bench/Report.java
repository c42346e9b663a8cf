package io.penstock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** All measurements, printed as they come and at the end as one table of medians with ratios and goals. */
final class Report {

    static final String OWN = "Penstock";

    /**
     * What is to be reached.
     *
     * @param workload the beginning of its name
     * @param peer compared with whom; of ourselves the goal is a latency
     * @param least the ratio of rates; or the greatest p50 in milliseconds
     */
    record Goal(String workload, String peer, double least) {}

    private record Row(String workload, String target, Load.Result result) {}

    private final List<Goal> goals;
    private final List<Row> rows = new ArrayList<>();

    Report(List<Goal> goals) {
        this.goals = goals;
    }

    void say(String text) {
        System.out.println(text);
    }

    /** Told and forgotten. */
    void warmUp(String workload, String target, Load.Result result) {
        System.out.printf("  %-58s %-10s %s, not counted%n", workload, target, result.line());
    }

    void load(String workload, String target, Load.Result result) {
        rows.add(new Row(workload, target, result));
        System.out.printf("  %-58s %-10s %s%n", workload, target, result.line());
    }

    void print(int rounds) {
        System.out.printf("%nMedians of %d rounds%n", rounds);
        for (String workload : rows.stream().map(Row::workload).distinct().toList()) {
            System.out.println(workload);
            rows.stream()
                    .filter(row -> row.workload.equals(workload))
                    .map(Row::target)
                    .distinct()
                    .forEach(target -> print(workload, target));
        }
    }

    private void print(String workload, String target) {
        double rate = median(workload, target, Load.Result::messages);
        double half = median(workload, target, result -> result.latency().millis(0.5));
        System.out.printf(
                "  %-10s %,10.0f msgs/s  p50 %7.2f ms  p99 %7.2f ms  %6.1f us/msg%s%n",
                target,
                rate,
                half,
                median(workload, target, result -> result.latency().millis(0.99)),
                median(workload, target, Load.Result::processorMicros),
                ratio(workload, target, rate) + goal(workload, target, rate, half));
    }

    private String ratio(String workload, String target, double rate) {
        double own = median(workload, OWN, Load.Result::messages);
        return target.equals(OWN) || rate == 0 || own == 0 ? "" : String.format("  Penstock is %.2f of it", own / rate);
    }

    private String goal(String workload, String target, double rate, double half) {
        for (Goal goal : goals) {
            if (workload.startsWith(goal.workload) && goal.peer.equals(target)) {
                boolean latency = target.equals(OWN);
                double seen = latency ? half : median(workload, OWN, Load.Result::messages) / rate;
                boolean reached = latency ? seen < goal.least : seen >= goal.least;
                return String.format(
                        "  goal: %s %.2f%s, %s",
                        latency ? "p50 under" : "at least",
                        goal.least,
                        latency ? " ms" : "",
                        reached ? "reached" : "NOT REACHED");
            }
        }
        return "";
    }

    private double median(String workload, String target, ToDoubleFunction<Load.Result> figure) {
        double[] values = rows.stream()
                .filter(row -> row.workload.equals(workload) && row.target.equals(target))
                .map(Row::result)
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return values.length == 0 ? 0 : values[values.length / 2];
    }
}
