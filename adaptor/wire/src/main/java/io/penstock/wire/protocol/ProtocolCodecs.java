package io.penstock.wire.protocol;

import io.penstock.wire.WireLimits;
import io.penstock.wire.codec.DocumentFormat;
import io.penstock.wire.model.Protocol;
import io.penstock.wire.model.ServiceModel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The codecs of a service, made when a caller first speaks the protocol. Thread-safe. */
public final class ProtocolCodecs {

    private final ServiceModel model;
    private final WireLimits limits;
    private final Map<Protocol, ProtocolCodec> codecs = new ConcurrentHashMap<>();

    public ProtocolCodecs(ServiceModel model, WireLimits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** The codec of a protocol. */
    public ProtocolCodec of(Protocol protocol) {
        ProtocolCodec known = codecs.get(protocol);
        return known != null ? known : codecs.computeIfAbsent(protocol, this::make);
    }

    private ProtocolCodec make(Protocol protocol) {
        return switch (protocol) {
            case JSON -> new RpcCodec(model, DocumentFormat.JSON, limits);
            case CBOR_1_1 -> new RpcCodec(model, DocumentFormat.CBOR_1_1, limits);
            case RPC_V2_CBOR -> new RpcCodec(model, DocumentFormat.RPC_V2_CBOR, limits);
            case QUERY -> new QueryCodec(model);
            case REST_JSON -> new RestJsonCodec(limits);
        };
    }
}
