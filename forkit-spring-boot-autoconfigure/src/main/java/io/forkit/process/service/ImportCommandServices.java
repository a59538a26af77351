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

package io.forkit.process.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Makes beans of interfaces whose methods are annotated with {@link ExecFile}. To be put
 * on a configuration class.
 * <p>
 * A bean is created when it is first asked for; that is when the interface is checked.
 * Its name is the name of the interface's class. Properties are those of the environment.
 * Return types without a meaning of their own are read by the {@link OutputConverter}
 * bean, if there is one, and otherwise by the {@code JsonMapper} bean.
 * <p>
 * Without any types or packages, the package of the annotated class is scanned.
 *
 * @since 0.1.0
 * @see CommandServiceProxyFactory
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Repeatable(ImportCommandServices.Container.class)
@Import(CommandServiceRegistrar.class)
public @interface ImportCommandServices {

	/**
	 * Alias of {@link #types()}.
	 * @return the interfaces
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * The interfaces.
	 * @return the interfaces
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * Packages to scan, with those below them. An interface is found if it, or a method
	 * that it declares itself, is annotated.
	 * @return the packages
	 */
	String[] basePackages() default {};

	/**
	 * Classes whose packages are scanned, instead of their names.
	 * @return the classes
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * The name of the bean that runs the commands, a
	 * {@link io.forkit.process.ProcessOperations}. Defaults to the only or primary one.
	 * @return the name
	 */
	String template() default "";

	/**
	 * Holds more than one.
	 */
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Documented
	@Import(CommandServiceRegistrar.class)
	@interface Container {

		/**
		 * The annotations.
		 * @return the annotations
		 */
		ImportCommandServices[] value();

	}

}
