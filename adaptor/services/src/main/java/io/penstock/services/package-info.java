/** services. */
@NullMarked
package io.penstock.services;

import org.jspecify.annotations.NullMarked;
