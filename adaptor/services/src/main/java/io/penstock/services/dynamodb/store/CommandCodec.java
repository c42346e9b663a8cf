package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.dynamodb.expression.Condition;
import io.penstock.services.dynamodb.expression.ConditionCodec;
import io.penstock.services.dynamodb.expression.UpdateCodec;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import java.util.List;

/** Commands on the internal channel: type number, fields. What only an owner tells itself has no bytes. */
final class CommandCodec implements Codec<PartitionCommand> {

    private static final int SHAPE = 1;
    private static final int DISCARD = 2;
    private static final int WRITE = 3;
    private static final int WRITE_ALL = 4;
    private static final int GET = 5;
    private static final int READ = 6;
    private static final int MEASURE = 7;
    private static final int PREPARE = 8;
    private static final int COMMIT = 9;
    private static final int ABORT = 10;

    @Override
    public byte[] encode(PartitionCommand command) {
        return switch (command) {
            case PartitionCommand.Remote remote -> {
                ByteSink to = new ByteSink(256);
                write(to, remote);
                yield to.toArray();
            }
            case PartitionCommand.Local local ->
                throw new IllegalStateException(local.getClass().getSimpleName() + " never leaves its owner");
        };
    }

    private static void write(ByteSink to, PartitionCommand.Remote command) {
        switch (command) {
            case PartitionCommand.Shape(TableShape shape) -> Fields.shape(to.u8(SHAPE), shape);
            case PartitionCommand.Discard() -> to.u8(DISCARD);
            case PartitionCommand.Write(Action action) -> action(to.u8(WRITE), action);
            case PartitionCommand.WriteAll(List<Action> actions) -> actions(to.u8(WRITE_ALL), actions);
            case PartitionCommand.Get(List<Bytes> places, boolean consistent) -> {
                to.u8(GET).number(places.size());
                places.forEach(place -> Fields.bytes(to, place));
                to.u8(consistent ? 1 : 0);
            }
            case PartitionCommand.Read(int index, Range range, int items, int bytes, boolean consistent) ->
                to.u8(READ)
                        .number(index)
                        .block(range.from())
                        .block(range.to())
                        .u8(range.descending() ? 1 : 0)
                        .number(items)
                        .number(bytes)
                        .u8(consistent ? 1 : 0);
            case PartitionCommand.Measure() -> to.u8(MEASURE);
            case PartitionCommand.Prepare prepare -> {
                Fields.transaction(to.u8(PREPARE), prepare.id());
                to.number(prepare.below()).u8(prepare.images() ? 1 : 0);
                actions(to, prepare.actions());
            }
            case PartitionCommand.Commit(TransactionId id, long below) -> {
                Fields.transaction(to.u8(COMMIT), id);
                to.number(below);
            }
            case PartitionCommand.Abort(TransactionId id, long below) -> {
                Fields.transaction(to.u8(ABORT), id);
                to.number(below);
            }
        }
    }

    private static void actions(ByteSink to, List<Action> actions) {
        to.number(actions.size());
        actions.forEach(action -> action(to, action));
    }

    private static void action(ByteSink to, Action action) {
        switch (action) {
            case Action.Put(Bytes place, Item item, Condition condition) -> {
                begin(to.u8(1), place, condition);
                Fields.item(to, item);
            }
            case Action.Update update -> {
                begin(to.u8(2), update.place(), update.condition());
                Fields.item(to, update.key());
                UpdateCodec.write(to, update.change());
            }
            case Action.Delete(Bytes place, Condition condition) -> begin(to.u8(3), place, condition);
            case Action.Check(Bytes place, Condition condition) -> begin(to.u8(4), place, condition);
        }
    }

    private static void begin(ByteSink to, Bytes place, Condition condition) {
        Fields.bytes(to, place);
        ConditionCodec.write(to, condition);
    }

    @Override
    public PartitionCommand decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        int type = from.u8();
        PartitionCommand command = switch (type) {
            case SHAPE -> new PartitionCommand.Shape(Fields.shape(from));
            case DISCARD -> new PartitionCommand.Discard();
            case WRITE -> new PartitionCommand.Write(action(from));
            case WRITE_ALL -> new PartitionCommand.WriteAll(Fields.list(from, CommandCodec::action));
            case GET -> new PartitionCommand.Get(Fields.list(from, Fields::bytes), from.u8() != 0);
            case READ ->
                new PartitionCommand.Read(
                        (int) from.number(),
                        new Range(from.block(), from.block(), from.u8() != 0),
                        (int) from.number(),
                        (int) from.number(),
                        from.u8() != 0);
            case MEASURE -> new PartitionCommand.Measure();
            case PREPARE -> prepare(from);
            case COMMIT -> new PartitionCommand.Commit(Fields.transaction(from), from.number());
            case ABORT -> new PartitionCommand.Abort(Fields.transaction(from), from.number());
            default -> throw new IllegalStateException("unknown type of command " + type);
        };
        from.end();
        return command;
    }

    private static PartitionCommand prepare(ByteSource from) {
        TransactionId id = Fields.transaction(from);
        long below = from.number();
        boolean images = from.u8() != 0;
        return new PartitionCommand.Prepare(id, below, Fields.list(from, CommandCodec::action), images);
    }

    private static Action action(ByteSource from) {
        int kind = from.u8();
        Bytes place = Fields.bytes(from);
        Condition condition = ConditionCodec.condition(from);
        return switch (kind) {
            case 1 -> new Action.Put(place, Fields.item(from), condition);
            case 2 -> new Action.Update(place, Fields.item(from), UpdateCodec.read(from), condition);
            case 3 -> new Action.Delete(place, condition);
            case 4 -> new Action.Check(place, condition);
            default -> throw new IllegalStateException("unknown kind of action " + kind);
        };
    }
}
