package org.jdvm;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The layers of the runtime, as docs/architecture.md lists them: each package sees only those before it. */
class LayersTest {
    private static final String API = "org.jdvm";

    static final List<String> LAYERS = List.of(
            "org.jdvm.annotations",
            "org.jdvm.text",
            "org.jdvm.machine",
            "org.jdvm.symbolic",
            "org.jdvm.op",
            "org.jdvm.ir",
            "org.jdvm.ir.passes",
            "org.jdvm.reference",
            "org.jdvm.fusion.draft",
            "org.jdvm.fusion.rule",
            "org.jdvm.fusion",
            "org.jdvm.bytecode",
            "org.jdvm.bytecode.text",
            "org.jdvm.bytecode.verify",
            "org.jdvm.specialize.kernel",
            "org.jdvm.specialize.tiling",
            "org.jdvm.specialize",
            "org.jdvm.tier",
            "org.jdvm.exec.lane",
            "org.jdvm.exec.gemm",
            "org.jdvm.exec.state",
            "org.jdvm.exec.memory",
            "org.jdvm.exec.tile",
            "org.jdvm.exec.cube",
            "org.jdvm.exec.warmup",
            "org.jdvm.exec",
            "org.jdvm.storage",
            "org.jdvm.front",
            "org.jdvm.call",
            "org.jdvm.lazy",
            API);

    private static final JavaClasses CLASSES =
            new ClassFileImporter(List.of(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)).importPackages(API);

    @ParameterizedTest
    @FieldSource("LAYERS")
    void eachLayerSeesOnlyThoseBeforeIt(String layer) {
        String[] later = LAYERS.subList(LAYERS.indexOf(layer) + 1, LAYERS.size()).stream()
                .toArray(String[]::new);
        // Layers without classes have nothing to break. All layers know the exceptions of the API.
        noClasses()
                .that()
                .resideInAPackage(layer)
                .should()
                .dependOnClassesThat(resideInAnyPackage(later).and(not(assignableTo(Throwable.class))))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void everyPackageHasItsLayer() {
        Set<String> unknown = CLASSES.stream()
                .map(type -> type.getPackage())
                .map(JavaPackage::getName)
                .filter(name -> LAYERS.stream().noneMatch(layer -> layer.equals(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unknown, "packages without a layer");
    }

    @Test
    void nothingIsPrinted() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    }
}
