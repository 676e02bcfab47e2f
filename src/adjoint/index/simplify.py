"""Tensors made simpler: sums over deltas carried out, and the canonical form."""

from adjoint.index.deltas import contract_deltas

__all__ = ["contract_deltas"]
