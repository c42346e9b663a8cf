/** What a planted service must not see. */
@NullMarked
package io.penstock.gates.planted.services.two;

import org.jspecify.annotations.NullMarked;
