package io.penstock.services.sqs.queue;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.VisibilityChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Commands on the internal channel: type number, version, fields. What only an owner tells itself has no bytes. */
final class CommandCodec implements Codec<Command> {

    private static final int VERSION = 1;

    private static final int RECEIVE = 1;
    private static final int DELETE = 2;
    private static final int CHANGE_VISIBILITY = 3;
    private static final int PURGE = 4;
    private static final int CONFIRM = 5;
    private static final int MEASURE = 6;
    private static final int PEEK = 7;
    private static final int TAKE = 8;
    private static final int FINISH = 9;
    private static final int ABANDON = 10;
    private static final int FORGET = 11;
    private static final int DISCARD = 12;
    private static final int GIVE_BACK = 13;
    private static final int GIVE_BACK_ATTEMPT = 14;
    private static final int RECEIVE_ANY = 15;

    @Override
    public byte[] encode(Command command) {
        return switch (command) {
            case Command.Receive receive -> receive(RECEIVE, receive);
            case Command.ReceiveAny(var receive) -> receive(RECEIVE_ANY, receive);
            case Command.Delete(var receipts) -> receipts(DELETE, receipts);
            case Command.GiveBack(var receipts) -> receipts(GIVE_BACK, receipts);
            case Command.GiveBackAttempt(var attempt) ->
                of(GIVE_BACK_ATTEMPT).hash(attempt).toArray();
            case Command.ChangeVisibility(var changes) -> change(changes);
            case Command.Purge(long beforeOffset) ->
                of(PURGE).number(beforeOffset).toArray();
            case Command.Confirm(long[] offsets, Instant until) ->
                of(CONFIRM).offsets(offsets).difference(until.toEpochMilli()).toArray();
            case Command.Measure(long endOffset) ->
                of(MEASURE).number(endOffset).toArray();
            case Command.Peek(int max, boolean invisible, boolean delayed) ->
                of(PEEK).number(max).flag(invisible).flag(delayed).toArray();
            case Command.Take(int max, long beforeOffset) ->
                of(TAKE).number(max).number(beforeOffset).toArray();
            case Command.Finish(long[] offsets) -> of(FINISH).offsets(offsets).toArray();
            case Command.Abandon(long[] offsets) -> of(ABANDON).offsets(offsets).toArray();
            case Command.Forget(long[] offsets) -> of(FORGET).offsets(offsets).toArray();
            case Command.Discard() -> of(DISCARD).toArray();
            case Command.Scan scan -> throw local(scan);
            case Command.Refill refill -> throw local(refill);
            case Command.Quiet quiet -> throw local(quiet);
            case Command.Trim trim -> throw local(trim);
            case Command.Wake wake -> throw local(wake);
        };
    }

    @Override
    public Command decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int type = in.u8();
        int version = in.u8();
        if (version != VERSION) {
            throw new IllegalStateException("command " + type + " has unknown version " + version);
        }
        Command command = switch (type) {
            case RECEIVE -> receive(in);
            case RECEIVE_ANY -> new Command.ReceiveAny(receive(in));
            case DELETE -> new Command.Delete(receipts(in));
            case GIVE_BACK -> new Command.GiveBack(receipts(in));
            case GIVE_BACK_ATTEMPT -> new Command.GiveBackAttempt(in.hash());
            case CHANGE_VISIBILITY -> change(in);
            case PURGE -> new Command.Purge(in.number());
            case CONFIRM -> new Command.Confirm(in.offsets(), Instant.ofEpochMilli(in.difference()));
            case MEASURE -> new Command.Measure(in.number());
            case PEEK -> new Command.Peek(in.int31(), in.flag(), in.flag());
            case TAKE -> new Command.Take(in.int31(), in.number());
            case FINISH -> new Command.Finish(in.offsets());
            case ABANDON -> new Command.Abandon(in.offsets());
            case FORGET -> new Command.Forget(in.offsets());
            case DISCARD -> new Command.Discard();
            default -> throw new IllegalStateException("unknown command type " + type);
        };
        in.end();
        return command;
    }

    private static byte[] receive(int type, Command.Receive receive) {
        ReceiveRules rules = receive.rules();
        return of(type).number(receive.max())
                .number(receive.visibilitySeconds())
                .difference(receive.waitUntil().toEpochMilli())
                .optionalHash(receive.attempt())
                .number(rules.maxReceiveCount())
                .number(rules.retentionMillis())
                .number(rules.inFlightLimit())
                .toArray();
    }

    private static Command.Receive receive(ByteReader in) {
        return new Command.Receive(
                in.int31(),
                in.int31(),
                Instant.ofEpochMilli(in.difference()),
                in.optionalHash(),
                new ReceiveRules(in.int31(), in.number(), in.int31()));
    }

    private static byte[] receipts(int type, List<Receipt> receipts) {
        ByteWriter out = of(type).number(receipts.size());
        receipts.forEach(receipt -> receipt(out, receipt));
        return out.toArray();
    }

    private static List<Receipt> receipts(ByteReader in) {
        List<Receipt> receipts = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            receipts.add(receipt(in));
        }
        return receipts;
    }

    private static byte[] change(List<VisibilityChange> changes) {
        ByteWriter out = of(CHANGE_VISIBILITY).number(changes.size());
        changes.forEach(change -> receipt(out, change.receipt()).number(change.seconds()));
        return out.toArray();
    }

    private static Command change(ByteReader in) {
        List<VisibilityChange> changes = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            changes.add(new VisibilityChange(receipt(in), in.int31()));
        }
        return new Command.ChangeVisibility(changes);
    }

    private static ByteWriter receipt(ByteWriter out, Receipt receipt) {
        return out.number(receipt.offset()).int32(receipt.nonce());
    }

    private static Receipt receipt(ByteReader in) {
        return new Receipt(in.number(), in.int32());
    }

    private static IllegalStateException local(Command command) {
        return new IllegalStateException(command.getClass().getSimpleName() + " is for the owner only");
    }

    private static ByteWriter of(int type) {
        return new ByteWriter(48).u8(type).u8(VERSION);
    }
}
