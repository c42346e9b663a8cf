package io.penstock.wire.dispatch;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.model.ErrorModel;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.protocol.WireError;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Turns what handlers throw into errors of a service. Thread-safe. */
public final class FaultTranslator {

    private final ServiceModel model;

    FaultTranslator(ServiceModel model) {
        this.model = model;
    }

    /** The error that a caller sees. Anything but a fault or a modelled exception is a defect of ours and says nothing of itself. */
    public WireError translate(RuntimeException thrown) {
        return switch (thrown) {
            case FaultException fault ->
                new WireError(
                        fault.fault(),
                        fault.getMessage(),
                        model.error(fault.fault().shape()),
                        null);
            case AwsServiceException exception -> modelled(exception);
            default -> new WireError(CommonFaults.INTERNAL, CommonFaults.INTERNAL.text(), Optional.empty(), null);
        };
    }

    /** Whether an exception is to be logged as a defect. */
    public static boolean isDefect(RuntimeException thrown) {
        return !(thrown instanceof FaultException) && !(thrown instanceof AwsServiceException);
    }

    private WireError modelled(AwsServiceException exception) {
        AwsErrorDetails details = exception.awsErrorDetails();
        String message = text(details == null ? exception.getMessage() : details.errorMessage());
        Optional<ErrorModel> error = model.errorOf(exception.getClass());
        if (error.isPresent()) {
            ErrorModel known = error.get();
            Fault fault = new Fault(known.shape(), known.queryCode(), known.status(), blame(known.status()), message);
            return new WireError(fault, message, error, exception);
        }
        String code = details == null ? "" : text(details.errorCode());
        int status = exception.statusCode() >= 400 && exception.statusCode() < 600 ? exception.statusCode() : 400;
        String named = code.isEmpty() ? CommonFaults.INTERNAL.shape() : code;
        return new WireError(
                new Fault(named, named, status, blame(status), message), message, model.error(named), null);
    }

    private static Blame blame(int status) {
        return status < 500 ? Blame.SENDER : Blame.RECEIVER;
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
