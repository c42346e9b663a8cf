package io.penstock.wire.protocol;

import io.penstock.kernel.fault.Fault;
import io.penstock.wire.model.ErrorModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An error on its way out, the same for every protocol.
 *
 * @param fault its names, status and blame
 * @param message what the caller reads; may be empty
 * @param model the service's modelled error of this shape; empty for errors all services share
 * @param members modelled members besides the message, or null
 */
public record WireError(
        Fault fault,
        String message,
        Optional<ErrorModel> model,
        @Nullable SdkPojo members) {

    String messageMember() {
        return model.map(ErrorModel::messageMember).orElse("message");
    }

    String blame() {
        return switch (fault.blame()) {
            case SENDER -> "Sender";
            case RECEIVER -> "Receiver";
        };
    }
}
