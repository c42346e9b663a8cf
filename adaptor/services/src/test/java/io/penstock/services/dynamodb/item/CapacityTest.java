package io.penstock.services.dynamodb.item;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.dynamodb.item.Capacity.ReadMode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTest {

    @Test
    void reads_cost_a_unit_for_every_4_kb_begun_and_half_of_it_when_eventual() {
        assertThat(Capacity.read(0, ReadMode.CONSISTENT)).isEqualTo(1);
        assertThat(Capacity.read(0, ReadMode.EVENTUAL)).isEqualTo(0.5);
        assertThat(Capacity.read(4096, ReadMode.CONSISTENT)).isEqualTo(1);
        assertThat(Capacity.read(4097, ReadMode.EVENTUAL)).isEqualTo(1);
        assertThat(Capacity.read(4097, ReadMode.TRANSACTIONAL)).isEqualTo(4);
    }

    @Test
    void writes_cost_a_unit_for_every_kb_begun_of_the_larger_item() {
        assertThat(Capacity.write(0, 0, false)).isEqualTo(1);
        assertThat(Capacity.write(2049, 10, false)).isEqualTo(3);
        assertThat(Capacity.write(10, 1025, true)).isEqualTo(4);
    }

    @Test
    void an_index_costs_nothing_when_its_entry_stays_and_twice_when_it_moves() {
        KeySchema schema = KeySchema.of(new KeyAttribute("g", AttributeType.S));
        Item one = new Item(Map.of("g", new AttributeValue.S("a")));
        Item other = new Item(Map.of("g", new AttributeValue.S("b")));
        assertThat(Capacity.indexWrite(schema, one, one, false)).isZero();
        assertThat(Capacity.indexWrite(schema, Item.EMPTY, one, false)).isEqualTo(1);
        assertThat(Capacity.indexWrite(schema, one, one.with("x", new AttributeValue.Null()), false))
                .isEqualTo(1);
        assertThat(Capacity.indexWrite(schema, one, other, false)).isEqualTo(2);
        assertThat(Capacity.indexWrite(schema, one, Item.EMPTY, true)).isEqualTo(2);
    }
}
