package io.penstock.server.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Default and explanation of a setting or of a group of settings. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    /** What it does, for the reference page: one sentence or two. */
    String doc();

    /** The default as an operator would write it; empty stands for unset. Groups have none. */
    String value() default "";

    /** Whether the value must never be printed. */
    boolean secret() default false;
}
