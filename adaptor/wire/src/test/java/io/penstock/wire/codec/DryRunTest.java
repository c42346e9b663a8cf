package io.penstock.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.WireLimits;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;

/** Members that newer models have: what is asked for is not what would be done. */
class DryRunTest {

    private static void decode(DocumentFormat format, byte[] document) {
        new DocumentDecoder(format, WireLimits.DEFAULT).decode(document, (SdkPojo) PutRecordRequest.builder());
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertRefused(DocumentFormat format, byte[] document) {
        FaultException refusal = catchThrowableOfType(FaultException.class, () -> decode(format, document));
        assertThat(refusal).isNotNull();
        assertThat(refusal.fault().shape()).isEqualTo("UnsupportedOperationException");
    }

    @Test
    void a_request_that_is_not_to_be_carried_out_is_refused_where_the_model_does_not_know_that() {
        assertRefused(DocumentFormat.JSON, json("{\"StreamName\":\"s\",\"DryRun\":true}"));
        // {"DryRun": true}
        assertRefused(DocumentFormat.CBOR_1_1, HexFormat.of().parseHex("a16644727952756ef5"));
    }

    @Test
    void other_unknown_members_are_skipped() {
        decode(DocumentFormat.JSON, json("{\"DryRun\":false,\"New\":true,\"StreamName\":\"s\"}"));
    }
}
