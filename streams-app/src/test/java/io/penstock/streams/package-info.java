@NullMarked
package io.penstock.streams;

import org.jspecify.annotations.NullMarked;
