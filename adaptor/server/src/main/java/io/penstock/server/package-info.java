/**
 * The process: {@link io.penstock.server.Penstock} puts the parts together and is what Java applications embed,
 * {@link io.penstock.server.Main} is the command line around it. Nothing else in the code base chooses an implementation, a clock or a
 * source of chance.
 */
@NullMarked
package io.penstock.server;

import org.jspecify.annotations.NullMarked;
