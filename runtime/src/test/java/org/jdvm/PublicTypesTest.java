package org.jdvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdvm.testing.WrittenFile;
import org.junit.jupiter.api.Test;

/**
 * The public types of the packages that all modules see, against a list: one more of them, or one more method, is a decision. With
 * {@code -Djdvm.golden.rewrite=true} the list is written anew.
 */
class PublicTypesTest {
    private static final Path MODULE = Path.of("src/main/java/module-info.java");
    private static final Path LIST = Path.of("src/test/resources/public-types.txt");
    private static final Pattern EXPORT = Pattern.compile("exports\\s+([\\w.]+)\\s*(to\\b[^;]*)?;");

    /** The packages that are exported to all modules. */
    private static Set<String> packages() throws IOException {
        Set<String> packages = new TreeSet<>();
        Matcher export = EXPORT.matcher(Files.readString(MODULE));
        while (export.find()) {
            if (export.group(2) == null) {
                packages.add(export.group(1));
            }
        }
        return packages;
    }

    private static List<Class<?>> types() throws IOException {
        Set<String> packages = packages();
        return new ClassFileImporter(List.of(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS))
                .importPackages(packages).stream()
                        .filter(type -> packages.contains(type.getPackageName()))
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(PublicTypesTest::isSeen)
                        .sorted((a, b) -> a.getName().compareTo(b.getName()))
                        .toList();
    }

    private static boolean isSeen(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isSeen(type.getEnclosingClass()));
    }

    private static boolean isSeen(Member member) {
        return (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && !member.isSynthetic();
    }

    private static List<Method> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(PublicTypesTest::isSeen)
                .toList();
    }

    @Test
    void theListIsComplete() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Class<?> type : types()) {
            lines.add(type.getName() + ": " + methods(type).size() + " methods");
        }
        WrittenFile.check(LIST, String.join("\n", lines) + "\n");
    }

    @Test
    void whatAllModulesSeeMentionsNothingElse() throws IOException {
        Set<String> packages = packages();
        Set<String> hidden = new TreeSet<>();
        for (Class<?> type : types()) {
            mentioned(type)
                    .filter(name -> name.getName().startsWith("org.jdvm."))
                    .filter(name -> !packages.contains(name.getPackageName())
                            && !name.getPackageName().equals("org.jdvm.annotations"))
                    .forEach(name -> hidden.add(type.getName() + " mentions " + name.getName()));
        }
        assertEquals(Set.of(), hidden);
    }

    /** The types in the declaration of a type and its members. */
    private static Stream<Class<?>> mentioned(Class<?> type) {
        Stream<Type> declaration = Stream.concat(
                Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()));
        Stream<Type> fields = Arrays.stream(type.getDeclaredFields())
                .filter(PublicTypesTest::isSeen)
                .map(Field::getGenericType);
        Stream<Type> executables = Stream.<Executable>concat(
                        methods(type).stream(),
                        Arrays.stream(type.getDeclaredConstructors()).filter(PublicTypesTest::isSeen))
                .flatMap(member -> Stream.of(member.getGenericParameterTypes(), member.getGenericExceptionTypes())
                        .flatMap(Arrays::stream));
        Stream<Type> results = methods(type).stream().map(Method::getGenericReturnType);
        return Stream.of(declaration, fields, executables, results)
                .flatMap(types -> types)
                .flatMap(PublicTypesTest::classes);
    }

    private static Stream<Class<?>> classes(Type type) {
        return switch (type) {
            case Class<?> raw -> raw.isArray() ? classes(raw.getComponentType()) : Stream.of(raw);
            case ParameterizedType generic ->
                Stream.concat(
                        classes(generic.getRawType()),
                        Arrays.stream(generic.getActualTypeArguments()).flatMap(PublicTypesTest::classes));
            case GenericArrayType array -> classes(array.getGenericComponentType());
            case WildcardType wildcard ->
                Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                        .flatMap(Arrays::stream)
                        .flatMap(PublicTypesTest::classes);
            case TypeVariable<?> _ -> Stream.empty();
            default -> throw new IllegalArgumentException(type.getTypeName());
        };
    }

    @Test
    void internalsAreExportedByName() throws IOException {
        assertEquals("org.jdvm, org.jdvm.machine", packages().stream().collect(Collectors.joining(", ")));
    }
}
