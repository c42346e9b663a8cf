package io.penstock.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** The paths that a condition reads, in the order they were written. */
final class UsedPaths {

    private final List<DocumentPath> paths = new ArrayList<>();

    private UsedPaths() {}

    static List<DocumentPath> of(Condition condition) {
        UsedPaths used = new UsedPaths();
        used.visit(condition);
        return used.paths;
    }

    private void visit(Condition condition) {
        switch (condition) {
            case Condition.Always _ -> {}
            case Condition.And and -> {
                visit(and.left());
                visit(and.right());
            }
            case Condition.Or or -> {
                visit(or.left());
                visit(or.right());
            }
            case Condition.Not not -> visit(not.condition());
            case Condition.Compare compare -> {
                visit(compare.left());
                visit(compare.right());
            }
            case Condition.Between between -> {
                visit(between.operand());
                visit(between.low());
                visit(between.high());
            }
            case Condition.In in -> {
                visit(in.operand());
                in.values().forEach(this::visit);
            }
            case Condition.Exists exists -> paths.add(exists.path());
            case Condition.HasType type -> visit(type.operand());
            case Condition.BeginsWith begins -> {
                visit(begins.operand());
                visit(begins.start());
            }
            case Condition.Contains contains -> {
                visit(contains.operand());
                visit(contains.part());
            }
        }
    }

    private void visit(Operand operand) {
        switch (operand) {
            case Operand.Path path -> paths.add(path.path());
            case Operand.Size size -> visit(size.of());
            case Operand.Literal _ -> {}
        }
    }
}
