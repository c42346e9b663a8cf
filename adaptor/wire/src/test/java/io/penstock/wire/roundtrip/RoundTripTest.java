package io.penstock.wire.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Seeds;
import io.penstock.wire.dispatch.RequestType;
import io.penstock.wire.model.ErrorModel;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/**
 * The SDK's marshallers write each request and its unmarshallers read each response and exception; what arrives must be what was sent. The
 * SDK was made from the same models by other people, which makes it a judge.
 */
class RoundTripTest {

    private static final int CASES_EACH = 5;
    private static final long SEED = Seeds.of("RoundTripTest");

    /** What synchronous clients do not have, by service; {@link EventStreamTest} has the asynchronous ones do it. */
    private static final Map<String, Set<String>> EVENT_STREAMS = Map.of(
            "cloudwatchlogs", Set.of("GetLogObject", "StartLiveTail"),
            "kinesis", Set.of("SubscribeToShard"),
            "lambda", Set.of("InvokeWithResponseStream"));

    private static int requests;
    private static int responses;
    private static int exceptions;

    static List<String> services() {
        return ServiceModel.ids();
    }

    @AfterAll
    static void report() {
        System.out.println("RoundTripTest: " + requests + " requests, " + responses + " responses, " + exceptions
                + " exceptions over " + services().size() + " services");
    }

    @ParameterizedTest
    @MethodSource("services")
    void requests_responses_and_exceptions_survive_the_way_there_and_back(String id) throws Throwable {
        SdkService service = new SdkService(ServiceModel.load(id));
        Samples samples = new Samples(SEED);
        List<String> failures = new ArrayList<>();
        List<OperationModel> operations = service.model().operations().stream()
                .sorted(Comparator.comparing(OperationModel::name))
                .toList();
        assertThat(operations).isNotEmpty();
        Set<String> withoutMethod = new HashSet<>();
        for (OperationModel operation : operations) {
            Method method = service.method(operation);
            if (method == null) {
                withoutMethod.add(operation.name());
                continue;
            }
            for (int i = 0; i < CASES_EACH; i++) {
                exchange(service, operation, method, samples, failures);
            }
            for (Class<?> type : method.getExceptionTypes()) {
                failures.addAll(exception(service, operation, method, type, samples));
            }
        }
        assertThat(failures).isEmpty();
        assertThat(withoutMethod).isEqualTo(EVENT_STREAMS.getOrDefault(id, Set.of()));
        assertThat(service.requestTypes())
                .as("every method of the SDK's client has its operation in the digest")
                .isSubsetOf(operations.stream()
                        .map(operation -> operation.types().request())
                        .toList());
    }

    private static void exchange(
            SdkService service, OperationModel operation, Method method, Samples samples, List<String> failures)
            throws Throwable {
        SdkPojo requestBuilder = service.newBuilder(operation.types().request());
        samples.fill(requestBuilder, 0);
        SdkPojo request = Shape.build(requestBuilder);
        SdkPojo responseBuilder = service.newBuilder(operation.types().response());
        samples.fill(responseBuilder, 0);
        SdkPojo response = Shape.build(responseBuilder);
        try {
            Object answered = service.call(method, request, response);
            SdkPojo got = answered instanceof ResponseBytes<?> bytes ? (SdkPojo) bytes.response() : (SdkPojo) answered;
            responses++;
            if (!same(response, got)) {
                failures.add("response of " + operation.name() + "\n sent " + response + "\n got  " + got);
            }
            if (answered instanceof ResponseBytes<?> bytes && !Arrays.equals(bytes.asByteArray(), SdkService.PAYLOAD)) {
                failures.add("payload of " + operation.name());
            }
        } catch (RuntimeException e) {
            failures.add("call of " + operation.name() + " failed: " + e);
        }
        requests++;
        if (!request.equals(service.received())) {
            failures.add("request of " + operation.name() + "\n sent " + request + "\n got  " + service.received());
        }
    }

    /** What went wrong with one exception of an operation. */
    private static List<String> exception(
            SdkService service, OperationModel operation, Method method, Class<?> type, Samples samples)
            throws Throwable {
        List<String> failures = new ArrayList<>();
        ErrorModel error = service.model().errorOf(type).orElse(null);
        if (error == null) {
            if (!isBase(type)) {
                failures.add(operation.name() + ": the digest does not know " + type.getSimpleName());
            }
            return failures;
        }
        exceptions++;
        AwsServiceException.Builder builder = (AwsServiceException.Builder) new RequestType(type).newBuilder();
        samples.fill((SdkPojo) builder, 3);
        AwsServiceException sent = builder.message("boom <&>").build();
        SdkPojo filled = service.newBuilder(operation.types().request());
        samples.fill(filled, 4);
        SdkPojo request = Shape.build(filled);
        try {
            service.call(method, request, sent);
            failures.add(operation.name() + " did not throw " + type.getSimpleName());
        } catch (AwsServiceException got) {
            boolean right = got.getClass() == type
                    && got.statusCode() == error.status()
                    && got.awsErrorDetails().errorMessage().equals("boom <&>")
                    && got.requestId() != null
                    && same(sent, got);
            if (!right) {
                failures.add(operation.name() + " threw " + got + " with status " + got.statusCode() + ", not "
                        + type.getSimpleName() + " with " + error.status());
            }
        }
        return failures;
    }

    /** Declared by every method: those of the SDK, and the one that a service's own are derived from. */
    private static boolean isBase(Class<?> type) {
        return !AwsServiceException.class.isAssignableFrom(type)
                || type == AwsServiceException.class
                || type.getSuperclass() == AwsServiceException.class;
    }

    /** Equality of members; a response also carries metadata that only the sender's side lacks. */
    private static boolean same(SdkPojo sent, SdkPojo got) {
        for (Member member : Shape.of(sent).members()) {
            if (member.location() != MarshallLocation.STATUS_CODE
                    && !Objects.equals(member.get(sent), member.get(got))) {
                return false;
            }
        }
        return true;
    }
}
