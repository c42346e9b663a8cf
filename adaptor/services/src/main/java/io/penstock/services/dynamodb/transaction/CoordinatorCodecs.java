package io.penstock.services.dynamodb.transaction;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.store.Verdicts.Verdict;
import io.penstock.services.dynamodb.transaction.CoordinatorCommand.TableReads;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Done;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Open;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Outcome;
import io.penstock.services.dynamodb.transaction.CoordinatorState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Bytes of a coordinator's messages, events and states. Those of events and states begin with their version and are stored. */
final class CoordinatorCodecs {

    private static final int VERSION = 1;

    static final Codec<CoordinatorCommand> COMMANDS = codec(CoordinatorCodecs::command, CoordinatorCodecs::readCommand);
    static final Codec<CoordinatorReply> REPLIES = codec(CoordinatorCodecs::reply, CoordinatorCodecs::readReply);
    static final Codec<CoordinatorEvent> EVENTS = codec(CoordinatorCodecs::event, CoordinatorCodecs::readEvent);
    static final Codec<CoordinatorState> STATES = codec(CoordinatorCodecs::state, CoordinatorCodecs::readState);

    private CoordinatorCodecs() {}

    private static <T> Codec<T> codec(BiConsumer<ByteSink, T> write, Function<ByteSource, T> read) {
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                ByteSink to = new ByteSink(256);
                write.accept(to, value);
                return to.toArray();
            }

            @Override
            public T decode(byte[] bytes) {
                ByteSource from = new ByteSource(bytes);
                T value = read.apply(from);
                from.end();
                return value;
            }
        };
    }

    private static void command(ByteSink to, CoordinatorCommand command) {
        switch (command) {
            case CoordinatorCommand.Begin(Bytes token, Bytes fingerprint, List<String> participants) -> {
                to.u8(1).block(token.unsafe()).block(fingerprint.unsafe());
                texts(to, participants);
            }
            case CoordinatorCommand.Decide(long number, boolean commit, List<TableReads> reads) ->
                reads(to.u8(2).number(number).u8(commit ? 1 : 0), reads);
            case CoordinatorCommand.Ask(long number) -> to.u8(3).number(number);
            case CoordinatorCommand.Local local ->
                throw new IllegalStateException(local.getClass().getSimpleName() + " never leaves its owner");
        }
    }

    private static CoordinatorCommand readCommand(ByteSource from) {
        int type = from.u8();
        return switch (type) {
            case 1 -> new CoordinatorCommand.Begin(bytes(from), bytes(from), texts(from));
            case 2 -> new CoordinatorCommand.Decide(from.number(), from.u8() != 0, reads(from));
            case 3 -> new CoordinatorCommand.Ask(from.number());
            default -> throw new IllegalStateException("unknown type of command " + type);
        };
    }

    private static void reply(ByteSink to, CoordinatorReply reply) {
        switch (reply) {
            case CoordinatorReply.Begun(long number, long below) ->
                to.u8(1).number(number).number(below);
            case CoordinatorReply.Repeated(List<TableReads> reads) -> reads(to.u8(2), reads);
            case CoordinatorReply.Decided(long number, boolean committed) ->
                to.u8(3).number(number).u8(committed ? 1 : 0);
            case CoordinatorReply.Unknown() -> to.u8(4);
            case CoordinatorReply.Told(Verdict verdict) -> {
                switch (verdict) {
                    case Verdict.Undecided() -> to.u8(5);
                    case Verdict.Commit(long below) -> to.u8(6).number(below);
                    case Verdict.Abort(long below) -> to.u8(7).number(below);
                }
            }
            case CoordinatorReply.Done() -> to.u8(8);
        }
    }

    private static CoordinatorReply readReply(ByteSource from) {
        int type = from.u8();
        return switch (type) {
            case 1 -> new CoordinatorReply.Begun(from.number(), from.number());
            case 2 -> new CoordinatorReply.Repeated(reads(from));
            case 3 -> new CoordinatorReply.Decided(from.number(), from.u8() != 0);
            case 4 -> new CoordinatorReply.Unknown();
            case 5 -> new CoordinatorReply.Told(new Verdict.Undecided());
            case 6 -> new CoordinatorReply.Told(new Verdict.Commit(from.number()));
            case 7 -> new CoordinatorReply.Told(new Verdict.Abort(from.number()));
            case 8 -> new CoordinatorReply.Done();
            default -> throw new IllegalStateException("unknown type of reply " + type);
        };
    }

    private static void event(ByteSink to, CoordinatorEvent event) {
        switch (event) {
            case CoordinatorEvent.Journaled journaled -> journaled(to.u8(VERSION), journaled);
            case CoordinatorEvent.Derived derived ->
                throw new IllegalStateException(derived.getClass().getSimpleName() + " is derived and never written");
        }
    }

    private static void journaled(ByteSink to, CoordinatorEvent.Journaled event) {
        switch (event) {
            case CoordinatorEvent.Begun begun -> {
                to.u8(1)
                        .number(begun.number())
                        .block(begun.token().unsafe())
                        .block(begun.fingerprint().unsafe());
                texts(to, begun.participants());
                to.number(begun.atMillis());
            }
            case CoordinatorEvent.Decided(long number, boolean committed, List<TableReads> reads) ->
                reads(to.u8(2).number(number).u8(committed ? 1 : 0), reads);
            case CoordinatorEvent.Finished(long number, long atMillis) ->
                to.u8(3).number(number).number(atMillis);
            case CoordinatorEvent.Forgotten(long before) -> to.u8(4).number(before);
        }
    }

    private static CoordinatorEvent readEvent(ByteSource from) {
        checkVersion(from);
        int type = from.u8();
        return switch (type) {
            case 1 -> new CoordinatorEvent.Begun(from.number(), bytes(from), bytes(from), texts(from), from.number());
            case 2 -> new CoordinatorEvent.Decided(from.number(), from.u8() != 0, reads(from));
            case 3 -> new CoordinatorEvent.Finished(from.number(), from.number());
            case 4 -> new CoordinatorEvent.Forgotten(from.number());
            default -> throw new IllegalStateException("unknown event type " + type);
        };
    }

    private static void checkVersion(ByteSource from) {
        int version = from.u8();
        if (version != VERSION) {
            throw new IllegalStateException("bytes of a coordinator have unknown version " + version);
        }
    }

    private static void state(ByteSink to, CoordinatorState state) {
        to.u8(VERSION).number(state.next()).number(state.open().size());
        state.open().forEach((number, open) -> {
            to.number(number)
                    .block(open.token().unsafe())
                    .block(open.fingerprint().unsafe());
            texts(to, open.participants());
            to.number(open.atMillis()).u8(phase(open.outcome().phase()));
            reads(to, open.outcome().reads());
        });
        to.number(state.done().size());
        state.done().forEach((token, done) -> {
            to.block(token.unsafe()).block(done.fingerprint().unsafe()).number(done.atMillis());
            reads(to, done.reads());
        });
    }

    private static CoordinatorState readState(ByteSource from) {
        checkVersion(from);
        CoordinatorState state = new CoordinatorState();
        state.startAt(from.number());
        for (int left = from.count(); left > 0; left--) {
            state.put(
                    from.number(),
                    new Open(
                            bytes(from),
                            bytes(from),
                            texts(from),
                            from.number(),
                            new Outcome(phase(from.u8()), reads(from))));
        }
        for (int left = from.count(); left > 0; left--) {
            state.put(bytes(from), new Done(bytes(from), from.number(), reads(from)));
        }
        return state;
    }

    private static int phase(Phase phase) {
        return switch (phase) {
            case UNDECIDED -> 0;
            case COMMITTED -> 1;
            case ABORTED -> 2;
        };
    }

    private static Phase phase(int number) {
        return switch (number) {
            case 0 -> Phase.UNDECIDED;
            case 1 -> Phase.COMMITTED;
            case 2 -> Phase.ABORTED;
            default -> throw new IllegalStateException("unknown phase " + number);
        };
    }

    private static Bytes bytes(ByteSource from) {
        return Bytes.of(from.block());
    }

    private static void texts(ByteSink to, List<String> texts) {
        to.number(texts.size());
        texts.forEach(to::text);
    }

    private static List<String> texts(ByteSource from) {
        return list(from, ByteSource::text);
    }

    private static void reads(ByteSink to, List<TableReads> reads) {
        to.number(reads.size());
        reads.forEach(read -> to.text(read.table()).number(read.units()));
    }

    private static List<TableReads> reads(ByteSource from) {
        return list(from, in -> new TableReads(in.text(), in.number()));
    }

    private static <T> List<T> list(ByteSource from, Function<ByteSource, T> element) {
        List<T> list = new ArrayList<>();
        for (int left = from.count(); left > 0; left--) {
            list.add(element.apply(from));
        }
        return list;
    }
}
