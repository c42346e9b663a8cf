package io.penstock.gates.planted.services.two;

/** Breaks nothing. */
public interface Two {}
