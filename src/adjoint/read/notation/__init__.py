"""How people write: lines, scripts, sums, calls, derivatives, remarks."""
