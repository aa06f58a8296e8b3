package org.jdvm.examples.kernelbench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdvm.Dvm;
import org.jdvm.OperatorTemplate;
import org.jdvm.Tensor;
import org.jdvm.examples.kernelbench.TaskCase.Result;
import org.jdvm.examples.kernelbench.TaskCase.Task;

/**
 * The operator of a task.
 *
 * @param task the task
 * @param method the method as it is written
 * @param generated the method of the generated class that takes a machine first
 * @param template its template
 */
record TaskOperator(Task task, Method method, Method generated, OperatorTemplate template) {
    private static final Pattern NAME = Pattern.compile("task(\\d+)\\D.*");

    /** All operators by task. */
    static SortedMap<Task, TaskOperator> all() {
        SortedMap<Task, TaskOperator> operators = new TreeMap<>();
        add(operators, 1, Level1.class, Level1Operators.class, Level1Operators.templates());
        add(operators, 1, Level1Windows.class, Level1WindowsOperators.class, Level1WindowsOperators.templates());
        add(operators, 2, Level2.class, Level2Operators.class, Level2Operators.templates());
        add(
                operators,
                2,
                Level2Convolutions.class,
                Level2ConvolutionsOperators.class,
                Level2ConvolutionsOperators.templates());
        add(
                operators,
                2,
                Level2TransposedConvolutions.class,
                Level2TransposedConvolutionsOperators.class,
                Level2TransposedConvolutionsOperators.templates());
        return operators;
    }

    private static void add(
            SortedMap<Task, TaskOperator> operators,
            int level,
            Class<?> written,
            Class<?> generated,
            List<OperatorTemplate> templates) {
        for (OperatorTemplate template : templates) {
            Matcher name = NAME.matcher(template.name());
            if (!name.matches()) {
                throw new AssertionError(template.name() + " has no number of a task");
            }
            Task task = new Task(level, Integer.parseInt(name.group(1)));
            TaskOperator before = operators.put(
                    task,
                    new TaskOperator(
                            task,
                            named(written, template.name(), false),
                            named(generated, template.name(), true),
                            template));
            if (before != null) {
                throw new AssertionError(task + " has two operators");
            }
        }
    }

    static Method named(Class<?> owner, String name, boolean takesMachine) {
        return Stream.of(owner.getDeclaredMethods())
                .filter(m -> m.getName().equals(name))
                .filter(m -> takesMachine == (m.getParameterTypes()[0] == Dvm.class))
                .findFirst()
                .orElseThrow();
    }

    /** Calls the generated method. */
    Result call(Dvm dvm, TaskCase of) {
        List<Object> arguments = new ArrayList<>(List.of(dvm));
        arguments.addAll(arguments(method, of.arguments(), of.numbers()));
        return Result.of(invoke(generated, arguments));
    }

    /** Calls the method itself, whose operations are recorded. */
    Result record(TaskCase of) {
        return Result.of(invoke(method, arguments(method, of.arguments(), of.numbers())));
    }

    static Tensor invoke(Method method, List<Object> arguments) {
        try {
            return (Tensor) method.invoke(null, arguments.toArray());
        } catch (InvocationTargetException e) {
            throw new AssertionError(method.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** Tensors in the records of a method's parameters, and its numbers. */
    static List<Object> arguments(Method method, Tensor[] all, double[] scalars) {
        Iterator<Tensor> tensors = Arrays.asList(all).iterator();
        PrimitiveIterator.OfDouble numbers = Arrays.stream(scalars).iterator();
        List<Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            if (type == int.class) {
                arguments.add((int) numbers.nextDouble());
            } else if (type == float.class) {
                arguments.add((float) numbers.nextDouble());
            } else {
                arguments.add(argument(type, tensors));
            }
        }
        if (tensors.hasNext() || numbers.hasNext()) {
            throw new AssertionError("more arguments than " + method + " has");
        }
        return arguments;
    }

    private static Object argument(Class<?> type, Iterator<Tensor> tensors) {
        if (type == Tensor.class) {
            return tensors.next();
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values =
                Stream.of(types).map(component -> argument(component, tensors)).toArray();
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The sizes of a case by symbol. */
    SortedMap<String, Long> sizes(TaskCase of) {
        return template.sizes(of.arguments(), of.numbers());
    }
}
