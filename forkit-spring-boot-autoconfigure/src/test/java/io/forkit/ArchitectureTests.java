/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.forkit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rooms of forkit and who may know whom.
 */
@AnalyzeClasses(packages = "io.forkit", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule arrowsGoOneWay = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.withOptionalLayers(true)
		.layer("autoconfigure")
		.definedBy("io.forkit.autoconfigure..")
		.layer("actuate")
		.definedBy("io.forkit.actuate..")
		.layer("cluster")
		.definedBy("io.forkit.cluster..")
		.layer("process")
		.definedBy("io.forkit.process..")
		.layer("ipc")
		.definedBy("io.forkit.ipc..")
		.layer("posix")
		.definedBy("io.forkit.posix..")
		.whereLayer("autoconfigure")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("actuate")
		.mayOnlyBeAccessedByLayers("autoconfigure")
		.whereLayer("cluster")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate")
		.whereLayer("process")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "cluster")
		.whereLayer("ipc")
		.mayOnlyBeAccessedByLayers("autoconfigure", "actuate", "cluster", "process");

	@ArchTest
	static final ArchRule everyClassIsInARoom = classes().should()
		.resideInAnyPackage("io.forkit.autoconfigure..", "io.forkit.actuate..", "io.forkit.cluster..",
				"io.forkit.process..", "io.forkit.ipc..", "io.forkit.posix..");

	@ArchTest
	static final ArchRule onlyPosixIsNative = noClasses().that()
		.resideOutsideOfPackage("io.forkit.posix..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jnr..", "com.kenai.jffi..");

	@ArchTest
	static final ArchRule lowerRoomsDoNotKnowSpringBoot = noClasses().that()
		.resideInAnyPackage("io.forkit.posix..", "io.forkit.ipc..", "io.forkit.process..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.boot..")
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule schedulingKnowsDescriptorsOnly = noClasses().that()
		.resideInAPackage("io.forkit.cluster.scheduling..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.forkit.cluster", "io.forkit.cluster.web..", "io.forkit.cluster.worker..",
				"io.forkit.process..", "io.forkit.ipc..", "org.springframework..");

	@ArchTest
	static final ArchRule nothingKnowsCommandServices = noClasses().that()
		.resideOutsideOfPackage("io.forkit.process.service..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.forkit.process.service..");

	@ArchTest
	static final ArchRule commandServicesKnowProcessesOnly = noClasses().that()
		.resideInAPackage("io.forkit.process.service..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.forkit.ipc..", "io.forkit.posix..");

	@ArchTest
	static final ArchRule observationKnowsNoProcesses = noClasses().that()
		.resideInAPackage("io.forkit.process.observation..")
		.should()
		.dependOnClassesThat(
				resideInAPackage("io.forkit..").and(not(resideInAPackage("io.forkit.process.observation.."))));

	@ArchTest
	static final ArchRule enginesDoNotKnowWhatCommandsAre = noClasses().that()
		.resideInAPackage("io.forkit.process.engine..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.forkit.process", "io.forkit.process.service..", "io.forkit.process.observation..",
				"io.micrometer..");

	@ArchTest
	static final ArchRule onlyActuateAndAutoconfigureKnowMeters = noClasses().that()
		.resideOutsideOfPackages("io.forkit.actuate..", "io.forkit.autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer.core..");

	@ArchTest
	static final ArchRule oneClassNeedsJackson = noClasses().that()
		.resideInAPackage("io.forkit.process..")
		.and()
		.doNotHaveFullyQualifiedName("io.forkit.process.service.JsonOutputConverter")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("tools.jackson..");

	@ArchTest
	static final ArchRule messagesNeedJacksonForBeansOnly = noClasses().that()
		.resideInAPackage("io.forkit.ipc..")
		.and()
		.haveNameNotMatching("io\\.forkit\\.ipc\\.json\\.(JsonCodec|BeanMapper|NodeBuffers|UnsendableTypes)(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("tools.jackson..");

	@ArchTest
	static final ArchRule messagesAreReadAndWrittenWithoutSpring = noClasses().that()
		.resideInAPackage("io.forkit.ipc.json..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "io.forkit.ipc", "io.forkit.posix..");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.forkit.(**)").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule everyPackageIsNullMarked = classes().should(beInANullMarkedPackage());

	@ArchTest
	static void thereIsSomethingToCheck(JavaClasses classes) {
		assertThat(classes.size()).isGreaterThan(30);
	}

	private static ArchCondition<JavaClass> beInANullMarkedPackage() {
		return new ArchCondition<>("be in a package that is @NullMarked") {

			@Override
			public void check(JavaClass javaClass, ConditionEvents events) {
				boolean marked = javaClass.getPackage().isAnnotatedWith(NullMarked.class);
				events.add(new SimpleConditionEvent(javaClass, marked,
						javaClass.getName() + (marked ? " is" : " is not") + " in a package that is @NullMarked"));
			}

		};
	}

}
