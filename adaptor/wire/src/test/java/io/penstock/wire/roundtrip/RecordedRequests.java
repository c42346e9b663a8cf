package io.penstock.wire.roundtrip;

import io.penstock.wire.HttpRequest;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.shape.Shape;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;

/** Requests as the SDK writes them, with random members. */
public final class RecordedRequests {

    private RecordedRequests() {}

    /** One request of each operation of a service. */
    public static List<HttpRequest> of(String service, long seed) {
        Samples samples = new Samples(seed);
        List<HttpRequest> recorded = new ArrayList<>();
        try {
            SdkService sdk = new SdkService(ServiceModel.load(service));
            List<OperationModel> operations = sdk.model().operations().stream()
                    .sorted(Comparator.comparing(OperationModel::name))
                    .toList();
            for (OperationModel operation : operations) {
                Method method = sdk.method(operation);
                if (method != null) {
                    SdkPojo builder = sdk.newBuilder(operation.types().request());
                    samples.fill(builder, 2);
                    SdkPojo response =
                            Shape.build(sdk.newBuilder(operation.types().response()));
                    sdk.call(method, Shape.build(builder), response);
                    recorded.add(sdk.lastRequest());
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException(service, e);
        }
        return recorded;
    }
}
