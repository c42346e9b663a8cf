package io.penstock.services.sqs.queue;

import io.penstock.kernel.machine.Codec;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.services.sqs.queue.QueueProtocol.GroupCounts;
import io.penstock.services.sqs.queue.QueueProtocol.MoveKind;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.PeekedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Replies on the internal channel: type number, version, fields, records included. */
final class ReplyCodec implements Codec<Reply> {

    private static final int VERSION = 1;

    private static final int RECEIVED = 1;
    private static final int AGAIN = 2;
    private static final int OVER_LIMIT = 3;
    private static final int OUTCOMES = 4;
    private static final int VERDICTS = 5;
    private static final int MEASURED = 6;
    private static final int PEEKED = 7;
    private static final int TAKEN = 8;
    private static final int DONE = 9;
    private static final int TRIMMABLE = 10;

    @Override
    public byte[] encode(Reply reply) {
        return switch (reply) {
            case Reply.Received(var messages) -> received(messages);
            case Reply.Again() -> of(AGAIN).toArray();
            case Reply.OverLimit() -> of(OVER_LIMIT).toArray();
            case Reply.Outcomes(var outcomes) -> outcomes(outcomes);
            case Reply.Verdicts(var verdicts) -> verdicts(verdicts);
            case Reply.Measured measured -> measured(measured);
            case Reply.Peeked(var messages) -> peeked(messages);
            case Reply.Taken(var messages, boolean exhausted) -> taken(messages, exhausted);
            case Reply.Trimmable(long beforeOffset) ->
                of(TRIMMABLE).number(beforeOffset).toArray();
            case Reply.Done() -> of(DONE).toArray();
        };
    }

    @Override
    public Reply decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int type = in.u8();
        int version = in.u8();
        if (version != VERSION) {
            throw new IllegalStateException("reply " + type + " has unknown version " + version);
        }
        Reply reply = switch (type) {
            case RECEIVED -> new Reply.Received(list(in, () -> received(in)));
            case AGAIN -> new Reply.Again();
            case OVER_LIMIT -> new Reply.OverLimit();
            case OUTCOMES -> new Reply.Outcomes(list(in, () -> outcome(in.u8())));
            case VERDICTS -> new Reply.Verdicts(list(in, () -> new Verdict(in.number(), in.number(), record(in))));
            case MEASURED -> measured(in);
            case PEEKED -> new Reply.Peeked(list(in, () -> peeked(in)));
            case TAKEN -> new Reply.Taken(list(in, () -> moving(in)), in.flag());
            case TRIMMABLE -> new Reply.Trimmable(in.number());
            case DONE -> new Reply.Done();
            default -> throw new IllegalStateException("unknown reply type " + type);
        };
        in.end();
        return reply;
    }

    private static byte[] received(List<ReceivedMessage> messages) {
        ByteWriter out = of(RECEIVED).number(messages.size());
        for (ReceivedMessage message : messages) {
            out.number(message.receipt().offset())
                    .int32(message.receipt().nonce())
                    .number(message.receiveCount())
                    .difference(message.firstReceivedMillis());
            record(out, message.record());
        }
        return out.toArray();
    }

    private static ReceivedMessage received(ByteReader in) {
        return new ReceivedMessage(new Receipt(in.number(), in.int32()), in.int31(), in.difference(), record(in));
    }

    private static byte[] outcomes(List<Outcome> outcomes) {
        ByteWriter out = of(OUTCOMES).number(outcomes.size());
        outcomes.forEach(outcome -> out.u8(number(outcome)));
        return out.toArray();
    }

    private static int number(Outcome outcome) {
        return switch (outcome) {
            case DONE -> 1;
            case GONE -> 2;
            case SUPERSEDED -> 3;
            case EXPIRED -> 4;
            case NOT_IN_FLIGHT -> 5;
            case BEYOND_LIMIT -> 6;
        };
    }

    private static Outcome outcome(int number) {
        return switch (number) {
            case 1 -> Outcome.DONE;
            case 2 -> Outcome.GONE;
            case 3 -> Outcome.SUPERSEDED;
            case 4 -> Outcome.EXPIRED;
            case 5 -> Outcome.NOT_IN_FLIGHT;
            case 6 -> Outcome.BEYOND_LIMIT;
            default -> throw new IllegalStateException("unknown outcome " + number);
        };
    }

    private static byte[] verdicts(List<Verdict> verdicts) {
        ByteWriter out = of(VERDICTS).number(verdicts.size());
        for (Verdict verdict : verdicts) {
            record(out.number(verdict.offset()).number(verdict.original()), verdict.originalRecord());
        }
        return out.toArray();
    }

    private static byte[] measured(Reply.Measured measured) {
        return of(MEASURED)
                .number(measured.visible())
                .number(measured.inFlight())
                .number(measured.delayed())
                .number(measured.groups().inFlight())
                .number(measured.groups().noisy())
                .difference(measured.oldestSentMillis().orElse(Long.MAX_VALUE))
                .toArray();
    }

    private static Reply measured(ByteReader in) {
        long visible = in.number();
        long inFlight = in.number();
        long delayed = in.number();
        GroupCounts groups = new GroupCounts(in.int31(), in.int31());
        long oldest = in.difference();
        return new Reply.Measured(
                visible,
                inFlight,
                delayed,
                groups,
                oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest));
    }

    private static byte[] peeked(List<PeekedMessage> messages) {
        ByteWriter out = of(PEEKED).number(messages.size());
        for (PeekedMessage message : messages) {
            out.number(message.offset()).number(message.receiveCount()).difference(message.firstReceivedMillis());
            record(out, message.record());
        }
        return out.toArray();
    }

    private static PeekedMessage peeked(ByteReader in) {
        return new PeekedMessage(in.number(), in.int31(), in.difference(), record(in));
    }

    private static byte[] taken(List<Moving> messages, boolean exhausted) {
        ByteWriter out = of(TAKEN).number(messages.size());
        for (Moving moving : messages) {
            out.number(moving.offset()).flag(moving.kind() == MoveKind.TASK).number(moving.receiveCount());
        }
        return out.flag(exhausted).toArray();
    }

    private static Moving moving(ByteReader in) {
        return new Moving(in.number(), in.flag() ? MoveKind.TASK : MoveKind.DEAD_LETTER, in.int31());
    }

    private static void record(ByteWriter out, @Nullable LogRecord record) {
        out.flag(record != null);
        if (record == null) {
            return;
        }
        out.number(record.offset())
                .difference(record.timestampMillis())
                .optionalBlock(record.key())
                .block(record.value())
                .number(record.headers().size());
        for (Header header : record.headers()) {
            out.block(header.key().getBytes(StandardCharsets.UTF_8)).block(header.value());
        }
    }

    @SuppressWarnings(
            "NullAway") // it does not see in class files that a key may be null: the annotation is on an array
    private static @Nullable LogRecord record(ByteReader in) {
        if (!in.flag()) {
            return null;
        }
        long offset = in.number();
        long timestamp = in.difference();
        byte @Nullable [] key = in.optionalBlock();
        byte[] value = in.block();
        List<Header> headers = list(in, () -> new Header(new String(in.block(), StandardCharsets.UTF_8), in.block()));
        return new LogRecord(offset, timestamp, key, value, headers);
    }

    private static <T> List<T> list(ByteReader in, Supplier<T> element) {
        int count = in.count();
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(element.get());
        }
        return list;
    }

    private static ByteWriter of(int type) {
        return new ByteWriter(64).u8(type).u8(VERSION);
    }
}
