package io.forkit.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.forkit.cluster.ClusterRole;

import org.springframework.context.annotation.Conditional;

/**
 * Matches in a process of one of the given roles only.
 *
 * @since 0.1.0
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnClusterRoleCondition.class)
public @interface ConditionalOnClusterRole {

	/**
	 * The roles.
	 * @return the roles, at least one
	 */
	ClusterRole[] value();

}
