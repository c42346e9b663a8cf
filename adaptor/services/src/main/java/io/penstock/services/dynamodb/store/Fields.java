package io.penstock.services.dynamodb.store;

import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.ByteSink;
import io.penstock.services.dynamodb.item.ByteSource;
import io.penstock.services.dynamodb.item.Bytes;
import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.ItemCodec;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.store.PreparedWrites.Write;
import io.penstock.services.dynamodb.store.TableShape.IndexShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Parts that several of the codecs write. Layouts are stored and never changed. */
final class Fields {

    private Fields() {}

    static ByteSink begin(int type, int version, int expected) {
        return new ByteSink(expected).u8(type).u8(version);
    }

    static void image(ByteSink to, @Nullable Item item) {
        to.u8(item == null ? 0 : 1);
        if (item != null) {
            item(to, item);
        }
    }

    static @Nullable Item image(ByteSource from) {
        return from.u8() == 0 ? null : item(from);
    }

    static void item(ByteSink to, Item item) {
        to.block(ItemCodec.encode(item));
    }

    static Item item(ByteSource from) {
        return ItemCodec.decode(from.block());
    }

    static void bytes(ByteSink to, Bytes bytes) {
        to.block(bytes.unsafe());
    }

    static Bytes bytes(ByteSource from) {
        return Bytes.of(from.block());
    }

    static <T> List<T> list(ByteSource from, Function<ByteSource, T> element) {
        int count = from.count();
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(element.apply(from));
        }
        return list;
    }

    static void shape(ByteSink to, TableShape shape) {
        to.text(shape.id()).text(shape.topic()).number(shape.partition());
        key(to, shape.key());
        to.number(shape.indexes().size());
        for (IndexShape index : shape.indexes()) {
            to.number(index.number()).text(index.name()).u8(index.expiry() ? 1 : 0);
            key(to, index.key());
        }
    }

    static TableShape shape(ByteSource from) {
        return new TableShape(
                from.text(),
                from.text(),
                (int) from.number(),
                key(from),
                list(from, in -> new IndexShape((int) in.number(), in.text(), in.u8() != 0, key(in))));
    }

    private static void key(ByteSink to, KeySchema key) {
        to.number(key.attributes().size());
        key.attributes()
                .forEach(attribute ->
                        to.text(attribute.name()).text(attribute.type().name()));
    }

    private static KeySchema key(ByteSource from) {
        List<KeyAttribute> attributes = list(from, in -> new KeyAttribute(in.text(), AttributeType.valueOf(in.text())));
        return new KeySchema(
                attributes.getFirst(), attributes.size() > 1 ? Optional.of(attributes.getLast()) : Optional.empty());
    }

    static void transaction(ByteSink to, TransactionId id) {
        to.text(id.coordinator()).number(id.number());
    }

    static TransactionId transaction(ByteSource from) {
        return new TransactionId(from.text(), from.number());
    }

    static void prepared(ByteSink to, PreparedWrites prepared) {
        transaction(to, prepared.id());
        to.number(prepared.atMillis());
        to.number(prepared.writes().size());
        for (Write write : prepared.writes()) {
            bytes(to, write.place());
            to.u8(write.changes() ? 1 : 0);
            image(to, write.item());
            to.number(write.sizeBefore() + 1L);
        }
    }

    static PreparedWrites prepared(ByteSource from) {
        return new PreparedWrites(
                transaction(from),
                from.number(),
                list(from, in -> new Write(bytes(in), in.u8() != 0, image(in), (int) in.number() - 1)));
    }
}
