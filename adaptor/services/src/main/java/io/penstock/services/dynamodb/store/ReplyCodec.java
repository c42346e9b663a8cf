package io.penstock.services.dynamodb.store;

import io.penstock.kernel.machine.Codec;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.store.PartitionReply.At;
import io.penstock.services.dynamodb.store.PartitionReply.Image;
import io.penstock.services.dynamodb.store.PartitionReply.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies on the internal channel: type number, fields. */
final class ReplyCodec implements Codec<PartitionReply> {

    private static final int DONE = 1;
    private static final int WRITTEN = 2;
    private static final int REFUSED = 3;
    private static final int CONFLICT = 4;
    private static final int BUSY = 5;
    private static final int ABSENT = 6;
    private static final int WRITTEN_ALL = 7;
    private static final int FOUND = 8;
    private static final int PAGE = 9;
    private static final int MEASURED = 10;
    private static final int READY = 11;
    private static final int NOT_READY = 12;
    private static final int SHAPED = 13;
    private static final int OVER = 14;

    @Override
    public byte[] encode(PartitionReply reply) {
        ByteSink to = new ByteSink(128);
        write(to, reply);
        return to.toArray();
    }

    private static void write(ByteSink to, PartitionReply reply) {
        switch (reply) {
            case PartitionReply.Done() -> to.u8(DONE);
            case PartitionReply.Shaped() -> to.u8(SHAPED);
            case PartitionReply.Written(Item before, Item after) -> {
                Fields.item(to.u8(WRITTEN), before);
                Fields.item(to, after);
            }
            case PartitionReply.Refused(Item present) -> Fields.item(to.u8(REFUSED), present);
            case PartitionReply.Conflict() -> to.u8(CONFLICT);
            case PartitionReply.Busy() -> to.u8(BUSY);
            case PartitionReply.Absent() -> to.u8(ABSENT);
            case PartitionReply.WrittenAll(List<PartitionReply> each) -> {
                to.u8(WRITTEN_ALL).number(each.size());
                each.forEach(one -> write(to, one));
            }
            case PartitionReply.Found(List<Image> images) -> {
                to.u8(FOUND).number(images.size());
                for (Image image : images) {
                    Fields.item(to, image.item());
                    to.number(image.version()).u8(image.locked() ? 1 : 0);
                }
            }
            case PartitionReply.Page(List<At> items, boolean more) -> {
                to.u8(PAGE).number(items.size());
                for (At at : items) {
                    Fields.bytes(to, at.at());
                    Fields.item(to, at.item());
                }
                to.u8(more ? 1 : 0);
            }
            case PartitionReply.Measured(long items, long bytes) ->
                to.u8(MEASURED).number(items).number(bytes);
            case PartitionReply.Ready(List<Integer> bytes, List<PartitionReply.Written> images) -> {
                to.u8(READY).number(bytes.size());
                bytes.forEach(to::number);
                to.number(images.size());
                images.forEach(image -> {
                    Fields.item(to, image.before());
                    Fields.item(to, image.after());
                });
            }
            case PartitionReply.Over() -> to.u8(OVER);
            case PartitionReply.NotReady(List<@Nullable Problem> problems) -> {
                to.u8(NOT_READY).number(problems.size());
                problems.forEach(problem -> problem(to, problem));
            }
        }
    }

    private static void problem(ByteSink to, @Nullable Problem problem) {
        to.u8(problem == null ? 0 : 1);
        if (problem != null) {
            to.text(problem.kind().name()).text(problem.message());
            Fields.item(to, problem.item());
        }
    }

    @Override
    public PartitionReply decode(byte[] bytes) {
        ByteSource from = new ByteSource(bytes);
        PartitionReply reply = read(from);
        from.end();
        return reply;
    }

    private static PartitionReply read(ByteSource from) {
        int type = from.u8();
        return switch (type) {
            case DONE -> new PartitionReply.Done();
            case SHAPED -> new PartitionReply.Shaped();
            case WRITTEN -> new PartitionReply.Written(Fields.item(from), Fields.item(from));
            case REFUSED -> new PartitionReply.Refused(Fields.item(from));
            case CONFLICT -> new PartitionReply.Conflict();
            case BUSY -> new PartitionReply.Busy();
            case ABSENT -> new PartitionReply.Absent();
            case WRITTEN_ALL -> new PartitionReply.WrittenAll(Fields.list(from, ReplyCodec::read));
            case FOUND ->
                new PartitionReply.Found(
                        Fields.list(from, in -> new Image(Fields.item(in), in.number(), in.u8() != 0)));
            case PAGE ->
                new PartitionReply.Page(
                        Fields.list(from, in -> new At(Fields.bytes(in), Fields.item(in))), from.u8() != 0);
            case MEASURED -> new PartitionReply.Measured(from.number(), from.number());
            case READY ->
                new PartitionReply.Ready(
                        Fields.list(from, in -> (int) in.number()),
                        Fields.list(from, in -> new PartitionReply.Written(Fields.item(in), Fields.item(in))));
            case OVER -> new PartitionReply.Over();
            case NOT_READY -> new PartitionReply.NotReady(problems(from));
            default -> throw new IllegalStateException("unknown type of reply " + type);
        };
    }

    private static List<@Nullable Problem> problems(ByteSource from) {
        List<@Nullable Problem> problems = new ArrayList<>();
        for (int left = from.count(); left > 0; left--) {
            problems.add(
                    from.u8() == 0
                            ? null
                            : new Problem(Problem.Kind.valueOf(from.text()), from.text(), Fields.item(from)));
        }
        return problems;
    }
}
