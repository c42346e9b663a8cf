@NullMarked
package io.penstock.services.deliveries;

import org.jspecify.annotations.NullMarked;
