/**
 * JSON Web keys and signatures: Nimbus for their forms, the JDK's providers for the mathematics.
 */
@NullMarked
package dev.sojourn.adapters.jose;

import org.jspecify.annotations.NullMarked;
