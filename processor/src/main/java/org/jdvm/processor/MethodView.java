package org.jdvm.processor;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.lang.model.element.ExecutableElement;
import org.jdvm.front.ClassNames;
import org.jdvm.front.Overload;

/**
 * A method or constructor that a body may call.
 *
 * @param owner the class that declares it
 * @param name its name, {@code <init>} for constructors
 * @param isStatic whether it is static
 * @param varArgs whether it takes any number of last arguments
 * @param parameters the types of its parameters
 * @param result the type of its result
 * @param element the method, unless it is one of a local class
 * @param local the declaration of a method of a local class
 */
record MethodView(
        ClassView owner,
        String name,
        boolean isStatic,
        boolean varArgs,
        List<String> parameters,
        String result,
        Optional<ExecutableElement> element,
        Optional<TreePath> local) {
    MethodView {
        parameters = List.copyOf(parameters);
    }

    /** Name and parameters as a source writes them. */
    String shown() {
        return parameters.stream().map(ClassNames::shownType).collect(Collectors.joining(", ", name + "(", ")"));
    }

    /** What it takes, with the names of its parameters where the compiler knows them; else it calls them {@code arg0} and so on. */
    Overload overload() {
        List<String> names = element.map(e -> e.getParameters().stream()
                        .map(p -> p.getSimpleName().toString())
                        .toList())
                .or(() -> local.map(path -> ((MethodTree) path.getLeaf())
                        .getParameters().stream()
                                .map(p -> p.getName().toString())
                                .toList()))
                .orElse(List.of());
        boolean areMade = !names.isEmpty() && names.stream().allMatch(n -> n.matches("arg\\d+"));
        return new Overload(parameters, areMade ? List.of() : names, varArgs);
    }

    /** Class, name and parameters. */
    String key() {
        return owner.name() + "." + name + "(" + String.join("", parameters) + ")";
    }
}
