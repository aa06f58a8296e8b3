package org.jdvm.processor;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jdvm.front.Datum;
import org.jdvm.front.LibraryCalls;
import org.jdvm.front.Message;
import org.jdvm.front.Refusal;
import org.jdvm.front.Tracer;

/** Calls of methods and constructors: known ones are answered by the library, others are read where they stand. */
final class TreeCalls {
    private final TreeBody body;
    private final Trees trees;
    private final Elements elements;
    private final Tracer tracer;

    TreeCalls(TreeBody body, Trees trees, Elements elements, Tracer tracer) {
        this.body = body;
        this.trees = trees;
        this.elements = elements;
        this.tracer = tracer;
    }

    /** Class, name and parameters of a method. */
    static String key(ExecutableElement method) {
        return method.getEnclosingElement() + "." + method;
    }

    Datum call(TreePath path, MethodInvocationTree call, Scope scope) {
        TreePath select = new TreePath(path, call.getMethodSelect());
        if (call.getMethodSelect() instanceof IdentifierTree name
                && name.getName().contentEquals("super")) {
            return new Datum.Null();
        }
        if (!(body.element(select) instanceof ExecutableElement method)
                || method.asType().getKind() == TypeKind.ERROR) {
            throw new UnresolvedException(call.toString());
        }
        if (call.getMethodSelect() instanceof IdentifierTree name
                && name.getName().contentEquals("this")) {
            construct(method, scope.self(), arguments(path, method, call.getArguments(), scope));
            return new Datum.Null();
        }
        TypeElement owner = (TypeElement) method.getEnclosingElement();
        String ownerName = elements.getBinaryName(owner).toString();
        String name = method.getSimpleName().toString();
        if (method.getModifiers().contains(Modifier.STATIC)) {
            List<Datum> arguments = arguments(path, method, call.getArguments(), scope);
            return LibraryCalls.knows(ownerName)
                    ? tracer.library().callStatic(ownerName, name, arguments)
                    : inline(method, arguments, new Scope(null));
        }
        Datum self = call.getMethodSelect() instanceof MemberSelectTree member
                ? body.evaluate(new TreePath(select, member.getExpression()), scope)
                : scope.self();
        List<Datum> arguments = arguments(path, method, call.getArguments(), scope);
        if (self instanceof Datum.Instance instance) {
            return isImplicit(method) ? instance.get(name) : inline(method, arguments, new Scope(instance));
        }
        return tracer.library().call(ownerName, name, self, arguments);
    }

    private List<Datum> arguments(
            TreePath path, ExecutableElement method, List<? extends ExpressionTree> given, Scope scope) {
        List<? extends VariableElement> parameters = method.getParameters();
        int fixed = isSpread(path, method, given) ? parameters.size() - 1 : parameters.size();
        List<Datum> arguments = new ArrayList<>();
        List<Datum> rest = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            TreePath argument = new TreePath(path, given.get(i));
            TypeMirror type = i < fixed
                    ? parameters.get(i).asType()
                    : ((ArrayType) parameters.getLast().asType()).getComponentType();
            Datum value = body.evaluate(argument, scope);
            (i < fixed ? arguments : rest).add(body.located(argument, () -> body.coerce(value, type)));
        }
        if (fixed < parameters.size()) {
            arguments.add(new Datum.Array(rest.toArray(Datum[]::new)));
        }
        return arguments;
    }

    /** Whether the last arguments are put into an array by the compiler. */
    private boolean isSpread(TreePath path, ExecutableElement method, List<? extends ExpressionTree> given) {
        if (!method.isVarArgs()) {
            return false;
        }
        if (given.size() != method.getParameters().size()) {
            return true;
        }
        TypeKind last = body.type(new TreePath(path, given.getLast())).getKind();
        return last != TypeKind.ARRAY && last != TypeKind.NULL;
    }

    Datum create(TreePath path, NewClassTree creation, Scope scope) {
        if (!(body.element(path) instanceof ExecutableElement constructor)) {
            throw new UnresolvedException(creation.toString());
        }
        TypeElement type = (TypeElement) constructor.getEnclosingElement();
        if (type.getKind() != ElementKind.RECORD || creation.getClassBody() != null) {
            throw new Refusal(Message.UNSUPPORTED, "an instance of " + type.getSimpleName() + ", which is no record,");
        }
        List<Datum> arguments = arguments(path, constructor, creation.getArguments(), scope);
        Datum.Instance instance =
                new Datum.Instance(elements.getBinaryName(type).toString());
        construct(constructor, instance, arguments);
        return instance;
    }

    private void construct(ExecutableElement constructor, Datum.Instance instance, List<Datum> arguments) {
        Scope scope = new Scope(instance);
        if (!isImplicit(constructor)) {
            inline(constructor, arguments, scope);
        }
        // what the compiler does at the end of a compact constructor
        List<? extends RecordComponentElement> components =
                ((TypeElement) constructor.getEnclosingElement()).getRecordComponents();
        if (instance.components().size() < components.size()) {
            for (int i = 0; i < components.size(); i++) {
                VariableElement parameter = constructor.getParameters().get(i);
                instance.set(
                        components.get(i).getSimpleName().toString(),
                        isImplicit(constructor) ? arguments.get(i) : scope.get(parameter));
            }
        }
    }

    /** Whether the compiler writes the accessor or constructor of a record. */
    private boolean isImplicit(ExecutableElement method) {
        return method.getEnclosingElement().getKind() == ElementKind.RECORD
                && (elements.getOrigin(method) == Elements.Origin.MANDATED || isUnreadAccessor(method));
    }

    private boolean isUnreadAccessor(ExecutableElement method) {
        TypeElement type = (TypeElement) method.getEnclosingElement();
        return trees.getPath(method) == null
                && (method.getKind() == ElementKind.CONSTRUCTOR
                        ? method.getParameters().size()
                                == type.getRecordComponents().size()
                        : type.getRecordComponents().stream().anyMatch(c -> method.equals(c.getAccessor())));
    }

    private Datum inline(ExecutableElement method, List<Datum> arguments, Scope scope) {
        TreePath path = trees.getPath(method);
        if (path == null) {
            Element owner = method.getEnclosingElement();
            throw new Refusal(
                    Message.NO_BODY,
                    owner.getSimpleName() + "." + method.getSimpleName(),
                    "its source is not part of this compilation");
        }
        tracer.enter(key(method));
        try {
            return body.body(method, path, arguments, scope);
        } finally {
            tracer.leave();
        }
    }
}
