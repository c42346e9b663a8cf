package io.penstock.services.kinesis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sequence numbers, hash ranges and names. */
class PlacesTest {

    @Test
    void a_sequence_number_is_read_back_from_its_56_digits() {
        for (SequenceNumber number : List.of(
                new SequenceNumber(0, 0, 0),
                new SequenceNumber(1_795_000_000L, 0, 7),
                new SequenceNumber((1L << 36) - 1, Long.MAX_VALUE, Integer.MAX_VALUE))) {
            assertThat(number.toString()).hasSize(56);
            assertThat(SequenceNumber.parse(number.toString())).contains(number);
        }
    }

    @Test
    void the_digits_are_those_of_the_number_of_186_bits() {
        Random random = new Random(186);
        for (int i = 0; i < 20_000; i++) {
            // Of every length, with the largest of each.
            long place = Long.MAX_VALUE >>> random.nextInt(63);
            long epoch = ((1L << 36) - 1) >>> random.nextInt(36);
            int shard = Integer.MAX_VALUE >>> random.nextInt(31);
            if (i % 2 == 0) {
                place = random.nextLong(place + 1 < 0 ? place : place + 1);
                epoch = random.nextLong(epoch + 1);
                shard = random.nextInt(shard == Integer.MAX_VALUE ? shard : shard + 1);
            }
            BigInteger value = BigInteger.ONE
                    .shiftLeft(185)
                    .add(BigInteger.valueOf(epoch).shiftLeft(148))
                    .add(BigInteger.valueOf(place).shiftLeft(84))
                    .add(BigInteger.valueOf(shard).shiftLeft(52))
                    .add(BigInteger.TWO);
            assertThat(new SequenceNumber(epoch, place, shard)).hasToString(value.toString());
        }
    }

    @Test
    void numbers_are_ordered_as_their_digits_are() {
        SequenceNumber low = new SequenceNumber(5, 9, 3);
        for (SequenceNumber high :
                List.of(new SequenceNumber(6, 0, 0), new SequenceNumber(5, 10, 0), new SequenceNumber(5, 9, 4))) {
            assertThat(high).isGreaterThan(low);
            assertThat(new BigInteger(high.toString())).isGreaterThan(new BigInteger(low.toString()));
        }
    }

    @Test
    void what_is_no_number_of_ours_is_not_read() {
        for (String text : List.of("", "0", "1", "x", "9".repeat(56), "4".repeat(57), "-5", "1".repeat(129))) {
            assertThat(SequenceNumber.parse(text)).isEmpty();
        }
    }

    @Test
    void uniform_ranges_cover_everything_and_the_last_takes_the_rest() {
        BigInteger next = BigInteger.ZERO;
        for (int i = 0; i < 7; i++) {
            HashRange range = HashRange.uniform(i, 7);
            assertThat(range.start()).isEqualTo(next);
            next = range.next();
        }
        assertThat(next).isEqualTo(HashRange.LAST.add(BigInteger.ONE));
        assertThatThrownBy(() -> new HashRange(BigInteger.ONE, BigInteger.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shard_ids_have_twelve_digits() {
        assertThat(ShardDefinition.id(42)).isEqualTo("shardId-000000000042");
        assertThat(ShardDefinition.numberOf("shardId-000000000042")).hasValue(42);
        for (String text : List.of("shardId-42", "shardId-999999999999", "x", "shardId-00000000004x")) {
            assertThat(ShardDefinition.numberOf(text)).isEmpty();
        }
    }

    @Test
    void arns_of_streams_and_consumers_are_told_apart() {
        String stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
        assertThat(StreamName.parse(stream).orElseThrow().consumer()).isEmpty();
        StreamName.Named named =
                StreamName.parse(stream + "/consumer/c:1795000000").orElseThrow();
        assertThat(named.stream()).hasToString(stream);
        assertThat(named.consumer().map(StreamName.ConsumerName::name)).isEqualTo(Optional.of("c"));
        assertThat(StreamName.parse("arn:aws:sqs:us-east-1:000000000000:s")).isEmpty();
    }
}
