package org.jdvm.processor;

import com.sun.source.util.TreePath;
import java.util.Optional;
import javax.lang.model.element.TypeElement;

/**
 * A class whose members a body refers to. Local classes are unknown to the compiler as long as it has not compiled the body, so they
 * are known by their trees here.
 *
 * @param name the binary name; of a local class, a name that no other class has
 * @param element the class, unless it is local
 * @param local the declaration of a local class
 */
record ClassView(String name, Optional<TypeElement> element, Optional<TreePath> local) {}
