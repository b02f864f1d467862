"""How fast it is, against pgbench running the same SQL on the same data at the same time; and long runs."""
