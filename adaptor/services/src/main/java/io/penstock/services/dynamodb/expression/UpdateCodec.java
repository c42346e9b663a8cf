package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Update.Action;
import io.penstock.services.dynamodb.expression.Update.Source;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.ItemCodec;
import java.util.ArrayList;
import java.util.List;

/** Updates as bytes, for commands that go from node to node. */
public final class UpdateCodec {

    /** No update that was read from a text is nested as deeply. */
    private static final int DEPTH = 2_000;

    private UpdateCodec() {}

    public static void write(ByteSink to, Update update) {
        to.number(update.actions().size());
        for (Action action : update.actions()) {
            to.u8(tag(action));
            PathCodec.write(to, action.path());
            switch (action) {
                case Action.Put put -> write(to, put.value());
                case Action.Remove _ -> {}
                case Action.Add add -> ItemCodec.write(to, add.value());
                case Action.Delete delete -> ItemCodec.write(to, delete.members());
                case Action.LegacyAdd add -> ItemCodec.write(to, add.value());
                case Action.LegacyDelete delete -> ItemCodec.write(to, delete.members());
            }
        }
    }

    /** @throws IllegalStateException for bytes that {@link #write} cannot have made */
    public static Update read(ByteSource from) {
        int count = from.count();
        List<Action> actions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            actions.add(action(from));
        }
        return new Update(actions);
    }

    private static int tag(Action action) {
        return switch (action) {
            case Action.Put _ -> 0;
            case Action.Remove _ -> 1;
            case Action.Add _ -> 2;
            case Action.Delete _ -> 3;
            case Action.LegacyAdd _ -> 4;
            case Action.LegacyDelete _ -> 5;
        };
    }

    private static Action action(ByteSource from) {
        int tag = from.u8();
        DocumentPath path = PathCodec.read(from);
        return switch (tag) {
            case 0 -> new Action.Put(path, source(from, 0));
            case 1 -> new Action.Remove(path);
            case 2 -> new Action.Add(path, ItemCodec.read(from));
            case 3 -> new Action.Delete(path, ItemCodec.read(from));
            case 4 -> new Action.LegacyAdd(path, ItemCodec.read(from));
            case 5 -> new Action.LegacyDelete(path, ItemCodec.read(from));
            default -> throw new IllegalStateException("no action: " + tag);
        };
    }

    private static void write(ByteSink to, Source source) {
        switch (source) {
            case Source.Literal literal -> ItemCodec.write(to.u8(0), literal.value());
            case Source.Path path -> PathCodec.write(to.u8(1), path.path());
            case Source.Plus plus -> {
                write(to.u8(2), plus.left());
                write(to, plus.right());
            }
            case Source.Minus minus -> {
                write(to.u8(3), minus.left());
                write(to, minus.right());
            }
            case Source.IfNotExists choice -> {
                PathCodec.write(to.u8(4), choice.path());
                write(to, choice.otherwise());
            }
            case Source.ListAppend append -> {
                write(to.u8(5), append.first());
                write(to, append.second());
            }
        }
    }

    private static Source source(ByteSource from, int depth) {
        if (depth > DEPTH) {
            throw new IllegalStateException("values nested more deeply than any text's");
        }
        int tag = from.u8();
        return switch (tag) {
            case 0 -> new Source.Literal(ItemCodec.read(from));
            case 1 -> new Source.Path(PathCodec.read(from));
            case 2 -> new Source.Plus(source(from, depth + 1), source(from, depth + 1));
            case 3 -> new Source.Minus(source(from, depth + 1), source(from, depth + 1));
            case 4 -> new Source.IfNotExists(PathCodec.read(from), source(from, depth + 1));
            case 5 -> new Source.ListAppend(source(from, depth + 1), source(from, depth + 1));
            default -> throw new IllegalStateException("no source: " + tag);
        };
    }
}
