package io.penstock.services.scheduler.op;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.schedule.InvalidExpressionException;
import io.penstock.kernel.schedule.ScheduleExpression;
import io.penstock.kernel.schedule.Timing;
import io.penstock.services.scheduler.rules.SchedulerFaults;
import io.penstock.services.scheduler.schedule.ScheduleDefinition.When;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindow;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;

/** What requests say of when a schedule occurs, checked. */
record Asked(
        String expression,
        @Nullable String zone,
        @Nullable Instant start,
        @Nullable Instant end,
        FlexibleTimeWindow window) {

    private static final String UTC = "UTC";

    static Asked of(CreateScheduleRequest request) {
        return new Asked(
                request.scheduleExpression(),
                request.scheduleExpressionTimezone(),
                request.startDate(),
                request.endDate(),
                request.flexibleTimeWindow());
    }

    static Asked of(UpdateScheduleRequest request) {
        return new Asked(
                request.scheduleExpression(),
                request.scheduleExpressionTimezone(),
                request.startDate(),
                request.endDate(),
                request.flexibleTimeWindow());
    }

    /** @throws FaultException {@code ValidationException} */
    When checked() {
        String name = zone == null ? UTC : zone;
        if (Timing.zone(name).isEmpty()) {
            throw SchedulerFaults.validation("Invalid ScheduleExpressionTimezone " + name + ".");
        }
        try {
            ScheduleExpression.parse(expression);
        } catch (InvalidExpressionException e) {
            throw SchedulerFaults.validation("Invalid Schedule Expression " + expression + ".");
        }
        if (start != null && end != null && !end.isAfter(start)) {
            throw SchedulerFaults.validation("The StartDate you specify must be earlier than the EndDate.");
        }
        return new When(expression, name, millis(start), millis(end), windowMinutes());
    }

    private int windowMinutes() {
        Integer minutes = window.maximumWindowInMinutes();
        boolean flexible = window.mode() == FlexibleTimeWindowMode.FLEXIBLE;
        if (flexible && minutes == null) {
            throw SchedulerFaults.validation(
                    "MaximumWindowInMinutes must be provided when FlexibleTimeWindow is FLEXIBLE.");
        }
        if (!flexible && minutes != null) {
            throw SchedulerFaults.validation(
                    "MaximumWindowInMinutes must not be provided when FlexibleTimeWindow is OFF.");
        }
        return minutes == null ? 0 : minutes;
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    /** Penstock keeps what it stores as Kafka does. */
    static void refuseKey(@Nullable String kmsKeyArn) {
        if (kmsKeyArn != null) {
            throw SchedulerFaults.validation("KmsKeyArn is not available here: there is no KMS.");
        }
    }

    static boolean enabled(@Nullable String state) {
        return !"DISABLED".equals(state);
    }

    static boolean deletes(@Nullable String action) {
        return "DELETE".equals(action);
    }

    /** The token of a page: what it begins behind, made unlike a name so that nobody builds upon it. */
    static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    /** @throws FaultException {@code ValidationException} when no page ended with it */
    static String after(@Nullable String token) {
        if (token == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw SchedulerFaults.validation("Invalid NextToken provided.");
        }
    }
}
