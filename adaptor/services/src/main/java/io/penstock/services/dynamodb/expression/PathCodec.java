package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.DocumentPath.Step;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import java.util.ArrayList;
import java.util.List;

/** Paths as bytes. */
final class PathCodec {

    private PathCodec() {}

    static void write(ByteSink to, DocumentPath path) {
        to.number(path.steps().size());
        for (Step step : path.steps()) {
            switch (step) {
                case Step.Name name -> to.u8(0).text(name.name());
                case Step.Index index -> to.u8(1).number(index.position());
            }
        }
    }

    static DocumentPath read(ByteSource from) {
        int count = from.count();
        List<Step> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int tag = from.u8();
            steps.add(
                    switch (tag) {
                        case 0 -> new Step.Name(from.text());
                        case 1 -> new Step.Index(Math.toIntExact(from.number()));
                        default -> throw new IllegalStateException("no step: " + tag);
                    });
        }
        return new DocumentPath(steps);
    }
}
