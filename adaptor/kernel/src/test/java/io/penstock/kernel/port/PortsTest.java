package io.penstock.kernel.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void of_several_headers_of_a_name_the_last_one_counts() {
        LogRecord record = new LogRecord(
                7, 1, null, new byte[0], List.of(Header.of("a", "1"), Header.of("b", "2"), Header.of("a", "3")));
        assertThat(record.header("a"))
                .hasValueSatisfying(header -> assertThat(header.text()).isEqualTo("3"));
        assertThat(record.header("c")).isEmpty();
    }

    @Test
    void a_header_is_utf8_text() {
        assertThat(Header.of("k", "ü").value()).containsExactly(0xc3, 0xbc);
        assertThat(Header.of("k", "ü").text()).isEqualTo("ü");
    }

    @Test
    void headers_are_fixed_when_the_record_is_made() {
        List<Header> headers = new ArrayList<>(List.of(Header.of("a", "1")));
        NewRecord appended = new NewRecord(null, new byte[0], headers);
        LogRecord read = new LogRecord(0, 0, null, new byte[0], headers);
        headers.clear();
        assertThat(appended.headers()).hasSize(1);
        assertThat(read.headers()).hasSize(1);
    }

    @Test
    void a_partition_has_a_topic_and_a_number() {
        assertThat(new TopicPartition("orders", 3)).hasToString("orders-3");
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicPartition("", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TopicPartition("orders", -1));
    }

    @Test
    void a_topics_configuration_is_fixed_when_it_is_asked_for() {
        Map<String, String> configs = new HashMap<>(Map.of("retention.ms", "1"));
        Topics.Spec spec = new Topics.Spec("orders", 0, configs);
        configs.clear();
        assertThat(spec.configs()).containsEntry("retention.ms", "1");
    }

    @Test
    void a_definition_without_a_value_is_deleted() {
        assertThat(new Catalog.Entry("k", "a", 1, new byte[0]).isDeleted()).isTrue();
        assertThat(new Catalog.Entry("k", "a", 1, new byte[1]).isDeleted()).isFalse();
    }
}
