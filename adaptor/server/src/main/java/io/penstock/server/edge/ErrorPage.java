package io.penstock.server.edge;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty answers on its own, because it is not HTTP or because of a defect, in the form AWS gives errors. */
final class ErrorPage implements Request.Handler {

    private final Refusals refusals;
    private final BiConsumer<Integer, Request> observer;

    /** @param observer told the status and the request of each page */
    ErrorPage(Refusals refusals, BiConsumer<Integer, Request> observer) {
        this.refusals = refusals;
        this.observer = observer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = status(response.getStatus());
        observer.accept(status, request);
        Headers.Builder headers = new Headers.Builder();
        request.getHeaders().forEach(field -> headers.add(field.getName(), String.valueOf(field.getValue())));
        HttpResponse page = refusals.of(headers.build(), refusal(request, status));
        HttpFields.Mutable out = response.getHeaders();
        page.headers().fields().forEach(field -> out.put(field.name(), field.value()));
        byte[] body = page.body() instanceof HttpResponse.Bytes bytes ? bytes.content() : new byte[0];
        out.put(HttpHeader.CONTENT_LENGTH, body.length);
        response.setStatus(status);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** A version or an encoding that nobody speaks is the caller's fault, and a 5xx would make SDKs send it again. */
    private static int status(int status) {
        return status == HttpStatus.NOT_IMPLEMENTED_501 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                ? HttpStatus.BAD_REQUEST_400
                : status;
    }

    private static FaultException refusal(Request request, int status) {
        if (status >= 500) {
            return CommonFaults.INTERNAL.with();
        }
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        return EdgeFaults.MALFORMED.with(reason == null ? "status " + status : reason.toString());
    }
}
