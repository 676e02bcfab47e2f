"""The language: what can be said, and what is known of it without calculating."""

from adjoint.expr import operators as operators
