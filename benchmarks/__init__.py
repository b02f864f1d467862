"""How fast it is, against pgbench running the same SQL on the same data in the same minute; and long runs under kills."""
