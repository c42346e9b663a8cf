package io.penstock.services.kinesis.op;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyResponse;

/** Resource policies of streams and consumers: kept and returned, not enforced. */
final class Policies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NONE = "{}";

    private final Streams streams;

    Policies(Environment environment) {
        this.streams = new Streams(environment);
    }

    PutResourcePolicyResponse put(CallContext call, PutResourcePolicyRequest request) throws InterruptedException {
        check(request.policy());
        StreamName.Named resource = existing(call, request.resourceARN());
        streams.change(call, resource.stream(), new StreamCommand.SetPolicy(request.resourceARN(), request.policy()));
        return PutResourcePolicyResponse.builder().build();
    }

    private static void check(String policy) {
        if (policy.getBytes(StandardCharsets.UTF_8).length > KinesisLimits.POLICY_BYTES) {
            throw KinesisFaults.limit("A resource policy has up to " + KinesisLimits.POLICY_BYTES + " bytes.");
        }
        try {
            if (JSON.readTree(policy).isObject()) {
                return;
            }
        } catch (JsonProcessingException e) {
            // refused below, with JSON that is no object
        }
        throw KinesisFaults.invalid("The resource policy is not valid JSON of a policy document.");
    }

    GetResourcePolicyResponse get(CallContext call, GetResourcePolicyRequest request) throws InterruptedException {
        StreamName.Named resource = existing(call, request.resourceARN());
        StreamDefinition stream = streams.find(call, resource.stream());
        return GetResourcePolicyResponse.builder()
                .policy(stream.policies().getOrDefault(request.resourceARN(), NONE))
                .build();
    }

    DeleteResourcePolicyResponse delete(CallContext call, DeleteResourcePolicyRequest request)
            throws InterruptedException {
        StreamName.Named resource = existing(call, request.resourceARN());
        streams.change(call, resource.stream(), new StreamCommand.SetPolicy(request.resourceARN(), null));
        return DeleteResourcePolicyResponse.builder().build();
    }

    /** A stream or consumer that is there. */
    private StreamName.Named existing(CallContext call, String arn) throws InterruptedException {
        StreamName.Named resource = Streams.resource(arn);
        StreamDefinition stream = streams.find(call, resource.stream());
        boolean isThere = resource.consumer()
                .map(named -> stream.consumer(named.name())
                        .filter(consumer -> consumer.arn(stream.arn()).equals(arn))
                        .isPresent())
                .orElse(true);
        if (!isThere) {
            throw Consumers.none(arn, stream);
        }
        return resource;
    }
}
