package io.penstock.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;

/** Small documents that ask for large work. */
class HostileDocumentsTest {

    private static final WireLimits LIMITS = new WireLimits(1 << 20, 64, 100);

    private static void refuses(DocumentFormat format, byte[] document, SdkPojo builder) {
        FaultException refusal = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> catchThrowableOfType(
                        FaultException.class, () -> new DocumentDecoder(format, LIMITS).decode(document, builder)));
        assertThat(refusal).isNotNull();
        assertThat(refusal.fault().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "-1e999999999",
                "1e-999999999",
                "253402300800",
                "\"1e999999999\"",
                "1e400",
                "1e99999999900513"
            })
    void a_time_that_would_not_fit_the_heap_is_refused(String number) {
        refuses(DocumentFormat.JSON, ("{\"Timestamp\":" + number + "}").getBytes(StandardCharsets.UTF_8), (SdkPojo)
                GetShardIteratorRequest.builder());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // {"Data": bytes and text of two gigabytes, an array and a map of four billion}
                "a1 64 44617461 5a 7fffffff",
                "a1 64 44617461 7a 7fffffff",
                "a1 64 44617461 9b 00000000ffffffff",
                "a1 64 44617461 bb 00000000ffffffff",
                // {"Data": a thousand tags and nothing}, a map that ends in the middle
                "a1 64 44617461 c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1",
                "bf 64 44617461",
                // a key that is a number, a break where a value belongs
                "a1 01 02 03",
                "a1 64 44617461 ff"
            })
    void lengths_that_lie_are_refused(String hex) {
        refuses(DocumentFormat.CBOR_1_1, HexFormat.of().parseHex(hex.replace(" ", "")), (SdkPojo)
                PutRecordRequest.builder());
    }

    @Test
    void a_decimal_fraction_with_an_enormous_exponent_is_no_time() {
        // {"Timestamp": 4([999999999, 1])}
        refuses(
                DocumentFormat.RPC_V2_CBOR,
                HexFormat.of().parseHex("a1" + "69" + "54696d657374616d70" + "c4" + "82" + "1a3b9ac9ff" + "01"),
                (SdkPojo) GetShardIteratorRequest.builder());
    }

    @Test
    void nesting_is_bounded_in_known_and_in_unknown_members() {
        String unknown = "{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}";
        refuses(DocumentFormat.JSON, unknown.getBytes(StandardCharsets.UTF_8), (SdkPojo) PutRecordRequest.builder());
        String known = "{\"Item\":{\"a\":" + "{\"L\":[".repeat(100) + "]}".repeat(100) + "}}";
        refuses(DocumentFormat.JSON, known.getBytes(StandardCharsets.UTF_8), (SdkPojo) PutItemRequest.builder());
        byte[] arrays = HexFormat.of().parseHex("a16178" + "81".repeat(100) + "00");
        refuses(DocumentFormat.CBOR_1_1, arrays, (SdkPojo) PutRecordRequest.builder());
    }

    /** A megabyte of these would take more heap than the bodies of all requests together may. */
    @Test
    void the_elements_of_a_document_are_bounded() {
        String entries = "{\"Entries\":[" + "{},".repeat(1_000_000) + "{}]}";
        refuses(DocumentFormat.JSON, entries.getBytes(StandardCharsets.UTF_8), (SdkPojo)
                SendMessageBatchRequest.builder());
        String unknown = "{\"x\":[" + "0,".repeat(2_000_000) + "0]}";
        refuses(DocumentFormat.JSON, unknown.getBytes(StandardCharsets.UTF_8), (SdkPojo) PutRecordRequest.builder());
        // {"Records": [{}, {}, ...]}
        byte[] records = HexFormat.of().parseHex("a1" + "67" + "5265636f726473" + "9f" + "a0".repeat(2_000_000) + "ff");
        refuses(DocumentFormat.CBOR_1_1, records, (SdkPojo) PutRecordsRequest.builder());
    }
}
