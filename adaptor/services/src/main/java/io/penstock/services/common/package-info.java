/** What services share. Sees no service. */
@NullMarked
package io.penstock.services.common;

import org.jspecify.annotations.NullMarked;
